import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import type { Test as T } from 'tap'
import { eventually } from '../../../support/processes.ts'
import { toFrameTransport } from '../../../../proto/transports/grpc/transport.ts'
import { createTestCertificate } from './support/certificate.ts'
import type { ServerCall } from './support/gateway.ts'
import { createClient, startGateway } from './support/gateway.ts'

const certificate = createTestCertificate()

/** Passes bytes between a client and the gateway; `deliverAndReset` does so with those that came since `hold`. */
async function startProxy(t: T, port: number) {
  let held: Buffer[] | undefined
  let client: Socket | undefined
  const server = createServer((accepted) => {
    client = accepted
    const gateway = connect(port, '127.0.0.1')
    for (const socket of [accepted, gateway]) socket.on('error', () => {})
    t.teardown(() => (accepted.destroy(), gateway.destroy()))
    accepted.on('data', (bytes) => gateway.write(bytes))
    gateway.on('data', (bytes) => (held ? held.push(bytes) : accepted.write(bytes)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
  const hold = (): void => void (held = [])
  const deliverAndReset = (): void => {
    client?.write(Buffer.concat(held ?? []))
    client?.resetAndDestroy()
  }
  return { port: (server.address() as AddressInfo).port, hold, deliverAndReset }
}

t.test('a connection that is reset while frames are answered ends, and is not silent for ever', async (t) => {
  const calls: ServerCall[] = []
  const gateway = await startGateway(certificate, (call) => {
    calls.push(call)
    call.on('data', () => {}).on('error', () => {})
  })
  t.teardown(() => gateway.close())
  const proxy = await startProxy(t, gateway.port)
  const { client, credentials, connect } = createClient(certificate, proxy.port)
  t.teardown(() => client.close())
  const transport = toFrameTransport(connect(), () => credentials.probe())
  const answer = (): void => void transport.send(Buffer.alloc(1000))
  let isClosed = false
  transport.listen({ frame: answer, drain: () => {}, closed: () => (isClosed = true) })
  answer()
  await eventually('a call', () => calls.length > 0)
  proxy.hold()
  for (let count = 0; count < 50; count++) {
    calls[0]?.write(Buffer.alloc(1000))
    // In a TLS record of its own.
    await setTimeout(1)
  }
  // The first answer fails with the reset; Node takes the second for one that waits, and does not look at the socket again.
  proxy.deliverAndReset()
  await t.resolves(eventually('the transport ends', () => isClosed, 10_000))
})

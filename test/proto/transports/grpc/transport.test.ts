import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import type { Test as T } from 'tap'
import { http2SessionOf, widenReceiveWindow } from '../../../../proto/transports/grpc/channel-options.ts'
import { toFrameTransport } from '../../../../proto/transports/grpc/transport.ts'
import type { Channel } from '../../../../proto/mux/channel.ts'
import { HandshakeError, acceptSession, connectSession } from '../../../../proto/mux/handshake.ts'
import type { MuxSession } from '../../../../proto/mux/session.ts'
import { createTestCertificate } from './support/certificate.ts'
import type { ServerCall } from './support/gateway.ts'
import { createClient, startGateway } from './support/gateway.ts'

const certificate = createTestCertificate()
const hello = { epoch: 'agent-epoch', instance: 'disk' }
const settings = { heartbeatMs: 30_000, resumeMs: 60_000 }
const signal = new AbortController().signal
const bye = { code: 'shutting-down', message: 'the test is over' } as const

interface World {
  readonly agent: MuxSession
  readonly server: MuxSession
  readonly call: ServerCall
  readonly open: () => Promise<{ readonly ours: Channel; readonly theirs: Channel }>
}

async function createWorld(t: T): Promise<World> {
  const accepted: Channel[] = []
  let onServer: (world: { server: MuxSession; call: ServerCall }) => void = () => {}
  const serverReady = new Promise<{ server: MuxSession; call: ServerCall }>((resolve) => (onServer = resolve))
  const gateway = await startGateway(certificate, async (call) => {
    t.equal(widenReceiveWindow(call), true, 'this grpc-js lets us widen the window')
    const transport = toFrameTransport(call)
    const result = await acceptSession({ transport, epoch: 'server-epoch', admit: async () => settings })
    if (result !== undefined) onServer({ server: result.session, call })
  })
  const client = createClient(certificate, gateway.port)
  const transport = toFrameTransport(client.connect())
  const connected = connectSession({ transport, hello, onOpen: (asked) => accepted.push(asked.accept()) })
  const [{ session: agent }, { server, call }] = await Promise.all([connected, serverReady])
  t.teardown(async () => {
    await Promise.all([server.close(bye), agent.close(bye)])
    client.client.close()
    gateway.close()
  })
  const open = async (): Promise<{ readonly ours: Channel; readonly theirs: Channel }> => {
    const ours = await server.open(new Uint8Array(0), signal)
    const theirs = accepted.find(({ id }) => id === ours.id)
    if (theirs === undefined) throw new Error('the agent did not accept')
    return { ours, theirs }
  }
  return { agent, server, call, open }
}

async function* chunks(count: number, bytes: number): AsyncGenerator<Buffer> {
  for (let index = 0; index < count; index += 1) yield Buffer.alloc(bytes, index)
}

async function digest(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of source) hash.update(chunk)
  return hash.digest('hex')
}

t.test('large transfers both ways at once keep their bytes, over TLS', async (t) => {
  const world = await createWorld(t)
  const { ours, theirs } = await world.open()
  const expected = await digest(chunks(400, 65_536))
  const [down, up] = await Promise.all([
    digest(theirs.readable(0)),
    digest(ours.readable(1)),
    pipeline(chunks(400, 65_536), ours.writable(0)),
    pipeline(chunks(400, 65_536), theirs.writable(1)),
  ])
  t.equal(down, expected)
  t.equal(up, expected)
  theirs.finish(Uint8Array.of(3))
  t.strictSame((await ours.ended).kind, 'finished')
})

t.test('64 channels at once each keep their own bytes', async (t) => {
  const world = await createWorld(t)
  const digests = await Promise.all(
    Array.from({ length: 64 }, async (_, index) => {
      const { ours, theirs } = await world.open()
      const [echoed] = await Promise.all([
        digest(ours.readable(1)),
        pipeline(theirs.readable(0), theirs.writable(1)),
        pipeline(chunks(20, 1000 * (index + 1)), ours.writable(0)),
      ])
      theirs.finish()
      await ours.ended
      return { echoed, expected: await digest(chunks(20, 1000 * (index + 1))) }
    }),
  )
  t.ok(digests.every(({ echoed, expected }) => echoed === expected))
  t.equal(world.server.channelCount, 0)
})

t.test('the session budget fits into the HTTP/2 windows of both ends', async (t) => {
  const world = await createWorld(t)
  const stopped = [await world.open(), await world.open(), await world.open()]
  for (const { ours, theirs } of stopped) {
    ours.writable(0).write(Buffer.alloc(9_000_000))
    theirs.writable(1).write(Buffer.alloc(9_000_000))
  }
  const { ours, theirs } = await world.open()
  void pipeline(theirs.readable(0), theirs.writable(1))
  ours.writable(0).end('round')
  t.equal(await digest(ours.readable(1)), createHash('sha256').update('round').digest('hex'))
})

t.test('a goodbye arrives before the call ends', async (t) => {
  const world = await createWorld(t)
  await world.server.close({ code: 'revoked', message: 'the device was deleted' })
  t.match(await world.agent.closed, { by: 'peer', goodbye: { code: 'revoked', message: 'the device was deleted' } })
})

t.test('the agent may be the one who leaves', async (t) => {
  const world = await createWorld(t)
  await world.agent.close(bye)
  t.match(await world.server.closed, { by: 'peer', goodbye: bye })
})

t.test('a refused agent hears why', async (t) => {
  const gateway = await startGateway(certificate, async (call) => {
    const admit = async (): Promise<typeof bye> => bye
    t.equal(await acceptSession({ transport: toFrameTransport(call), epoch: 'e', admit }), undefined)
  })
  const client = createClient(certificate, gateway.port)
  t.teardown(() => (client.client.close(), gateway.close()))
  const error = await connectSession({ transport: toFrameTransport(client.connect()), hello }).catch(
    (caught: unknown) => caught,
  )
  t.ok(error instanceof HandshakeError)
  t.match(error, { goodbye: bye })
})

t.test('a server that is not there is an error of the handshake', async (t) => {
  const client = createClient(certificate, 1)
  t.teardown(() => client.client.close())
  await t.rejects(connectSession({ transport: toFrameTransport(client.connect()), hello }), { name: 'HandshakeError' })
})

t.test('a connection that breaks ends both sessions', async (t) => {
  const world = await createWorld(t)
  const { ours } = await world.open()
  http2SessionOf(world.call)?.destroy()
  t.match(await world.agent.closed, { by: 'transport' })
  t.match(await ours.ended, { kind: 'failed', error: { code: 'unavailable' } })
})

t.test('a message over 64 KiB ends the call that sent it, and no other', async (t) => {
  const world = await createWorld(t)
  const refusing = await startGateway(certificate, (call) => {
    void acceptSession({ transport: toFrameTransport(call), epoch: 'e', admit: async () => settings })
  })
  const client = createClient(certificate, refusing.port)
  t.teardown(() => (client.client.close(), refusing.close()))
  const call = client.connect()
  call.on('data', () => {})
  call.write(Buffer.alloc(1_000_000))
  const [error] = (await once(call, 'error')) as [{ code: number }]
  t.equal(error.code, 8)
  await world.open()
})

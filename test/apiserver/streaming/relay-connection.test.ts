import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import type { Test } from 'tap'
import { relayConnection } from '../../../apiserver/streaming/portforward/forward-session.ts'
import { Traffic } from '../../../apiserver/streaming/session/traffic.ts'
import { systemClock } from '../../../proto/mux/clock.ts'
import { FakeChannelEnd } from './support/fake-channel.ts'

function start(t: Test) {
  const { server, device } = FakeChannelEnd.pair()
  const [client, data] = duplexPair({ allowHalfOpen: true })
  const session = new AbortController()
  const over = relayConnection({
    connection: { port: 80, data, finish: () => {}, fail: (message) => void data.destroy(new Error(message)) },
    channel: server,
    traffic: new Traffic(systemClock),
    signal: session.signal,
  })
  t.teardown(() => session.abort())
  return { server, device, client, session, over }
}

t.test('a device that has said all reads all that the client says afterwards', async (t) => {
  const { server, device, client, over } = start(t)
  device.writable(0).end('bye')
  t.equal(String((await once(client, 'data'))[0]), 'bye')
  const sent = Buffer.alloc(192 * 1024, 7)
  client.end(sent)
  client.resume()
  // The device is slow: long after the client's end is closed, it begins to read.
  for (let turn = 0; turn < 100; turn++) await setImmediate()
  t.equal(server.resetReason, undefined)
  const chunks: Buffer[] = await device.readable(0).toArray()
  t.ok(Buffer.concat(chunks).equals(sent))
  device.finish()
  await over
  t.match(server.resetReason?.message, 'the client closed the connection')
})

t.test('a device that never reads is not waited for when the session ends', async (t) => {
  const { server, device, client, session, over } = start(t)
  device.writable(0).end()
  client.end(Buffer.alloc(32 * 1024))
  client.resume()
  for (let turn = 0; turn < 100; turn++) await setImmediate()
  t.equal(server.resetReason, undefined)
  session.abort()
  await over
  t.ok(server.resetReason)
})

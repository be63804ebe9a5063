import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import { WebSocketConnection } from '../../../../../apiserver/streaming/dialects/websocket/web-socket-connection.ts'

/** A connection, and the client's end of its socket. */
async function open(t: Test, options: { readonly closeMs?: number } = {}) {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true })
  const [socket] = (await once(server, 'connection')) as [Socket]
  t.teardown(() => [client, socket].forEach((end) => end.destroy()))
  const { closeMs = 30_000 } = options
  const webSocket = new WebSocketConnection({ socket, head: Buffer.alloc(0), closeMs })
  const received: string[] = []
  webSocket.on('piece', ({ bytes }) => received.push(bytes.toString()))
  webSocket.on('error', (error) => received.push(`error ${error.message}`))
  return { webSocket, client, received }
}

/** All that the client gets until the end. */
async function readAll(client: Socket): Promise<string> {
  return Buffer.concat((await client.toArray()) as Buffer[]).toString('hex')
}

t.test('a client’s close is answered with its code, and what comes after it does not count', async (t) => {
  const { webSocket, client, received } = await open(t)
  const closed = new Promise((resolve) => webSocket.once('close', resolve))
  webSocket.resume()
  // "hi", a close with 1000, and "no".
  client.write(Buffer.from('818200000000686988820000000003e88182000000006e6f', 'hex'))
  t.equal(await readAll(client), '880203e8')
  client.end()
  t.equal(await closed, 1000)
  t.same(received, ['hi'])
})

t.test('what breaks the protocol is closed with its code, and nothing more is heard', async (t) => {
  const { webSocket, client, received } = await open(t)
  const closed = new Promise((resolve) => webSocket.once('close', resolve))
  webSocket.resume()
  client.write(Buffer.from('81026869', 'hex'))
  t.equal(await readAll(client), '880203ea')
  client.end(Buffer.from('8182000000006e6f', 'hex'))
  t.equal(await closed, 1006)
  t.same(received, ['error a frame without a mask'])
})

t.test('a reason that is too long is cut between two characters', async (t) => {
  const { webSocket, client } = await open(t)
  webSocket.close(1001, 'ü'.repeat(100))
  const [frame] = (await once(client, 'data')) as [Buffer]
  t.equal(frame.subarray(0, 4).toString('hex'), '887c03e9')
  t.equal(frame.toString('utf8', 4), 'ü'.repeat(61))
})

t.test('a client that does not close in time is cut off', async (t) => {
  const { webSocket, client } = await open(t, { closeMs: 50 })
  const closed = new Promise((resolve) => webSocket.once('close', resolve))
  webSocket.close(1000)
  client.resume()
  t.equal(await closed, 1006)
  t.ok(webSocket.isClosed)
})

t.test('a client that breaks the protocol once it has been told to close is not waited for', async (t) => {
  const { webSocket, client, received } = await open(t, { closeMs: 600_000 })
  const closed = new Promise((resolve) => webSocket.once('close', resolve))
  webSocket.resume()
  webSocket.close(1000)
  await once(client, 'data')
  client.write(Buffer.from('81026869', 'hex'))
  t.equal(await readAll(client), '')
  client.end()
  t.equal(await closed, 1006)
  t.same(received, ['error a frame without a mask'])
})

t.test('a client that ends its socket without a close gets what was sent, and what it said counts', async (t) => {
  const { webSocket, client, received } = await open(t)
  const closed = new Promise((resolve) => webSocket.once('close', resolve))
  const sentBytes = 1024 * 1024
  webSocket.send(Buffer.alloc(sentBytes), { binary: true }, () => {})
  client.end(Buffer.from('8182000000006869', 'hex'))
  webSocket.resume()
  t.equal((await readAll(client)).length / 2, 10 + sentBytes)
  t.equal(await closed, 1006)
  t.same(received, ['hi'])
})

t.test('a client that ends its socket without a close and does not read is cut off', async (t) => {
  const { webSocket, client } = await open(t, { closeMs: 600_000 })
  const closed = new Promise((resolve) => webSocket.once('close', resolve))
  // More than the buffers of the network hold.
  webSocket.send(Buffer.alloc(32 * 1024 * 1024), { binary: true }, () => {})
  webSocket.resume()
  client.end()
  t.equal(await closed, 1006)
})

t.test('frames of every length are written as the protocol has it', async (t) => {
  const { webSocket, client } = await open(t)
  for (const [bytes, head] of [
    [125, '827d'],
    [126, '827e007e'],
    [65_536, '827f0000000000010000'],
  ] as const) {
    webSocket.send(Buffer.alloc(bytes), { binary: true }, () => {})
    let got = Buffer.alloc(0)
    while (got.length < bytes + head.length / 2)
      got = Buffer.concat([got, ((await once(client, 'data')) as [Buffer])[0]])
    t.equal(got.subarray(0, head.length / 2).toString('hex'), head)
  }
})

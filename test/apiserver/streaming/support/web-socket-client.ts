import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import type { ExecQuery, StreamClient, StreamDialect } from './stream-client.ts'
import { Collector, execPath, HandshakeRefused } from './stream-client.ts'
import type { TestServer } from './test-server.ts'

export interface WebSocketClient extends StreamClient {
  readonly webSocket: WebSocket
  /** The protocol that the server chose. */
  readonly protocol: string
  /** Channels in the order in which their messages came. */
  readonly channels: number[]
  /** Close code and reason. */
  readonly closed: Promise<{ code: number; reason: string }>
}

export const webSocketDialects: readonly StreamDialect[] = [
  dialect('v5.channel.k8s.io', { version: 5 }),
  dialect('v4.channel.k8s.io', { version: 4 }),
  dialect('v3.channel.k8s.io', { version: 3 }),
  dialect('v2.channel.k8s.io', { version: 2 }),
  dialect('channel.k8s.io', { version: 1 }),
  dialect('', { version: 1 }),
  dialect('v4.base64.channel.k8s.io', { version: 4 }),
  dialect('base64.channel.k8s.io', { version: 1 }),
]

function dialect(protocol: string, { version }: { version: number }): StreamDialect {
  return {
    name: `websocket ${protocol || 'without a protocol'}`,
    resizes: true,
    halfCloses: version >= 5,
    jsonStatus: version >= 4,
    connect: (server, query) => connectWebSocket(server, { query, protocols: protocol === '' ? [] : [protocol] }),
  }
}

export async function connectWebSocket(
  server: TestServer,
  options: { query: ExecQuery; protocols: readonly string[]; path?: string },
): Promise<WebSocketClient> {
  const url = `wss://127.0.0.1:${server.port}${options.path ?? execPath(options.query)}`
  const webSocket = new WebSocket(url, [...options.protocols], { ca: server.cert, skipUTF8Validation: false })
  const client = toClient(webSocket, options.protocols[0]?.includes('base64') ?? false)
  await new Promise<void>((resolve, reject) => {
    webSocket.on('open', resolve)
    webSocket.on('error', reject)
    webSocket.on('unexpected-response', (_request, response: IncomingMessage) => {
      void text(response).then((body) => reject(new HandshakeRefused(response.statusCode ?? 0, body, response.headers)))
    })
  })
  return Object.assign(client, { protocol: webSocket.protocol })
}

function toClient(webSocket: WebSocket, base64: boolean): Omit<WebSocketClient, 'protocol'> {
  const outputs = { 1: new Collector(), 2: new Collector(), 3: new Collector() } as Record<number, Collector>
  const channels: number[] = []
  webSocket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary === base64) throw new Error('a frame of the wrong type')
    const channel = base64 ? Number(data.toString('latin1', 0, 1)) : data.readUInt8(0)
    channels.push(channel)
    outputs[channel]?.add(base64 ? Buffer.from(data.toString('latin1', 1), 'base64') : data.subarray(1))
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    webSocket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  const send = (channel: number, payload: Buffer): Promise<void> => {
    const message = base64
      ? `${channel}${payload.toString('base64')}`
      : Buffer.concat([Buffer.from([channel]), payload])
    return new Promise((resolve) => webSocket.send(message, () => resolve()))
  }
  return {
    webSocket,
    channels,
    closed,
    stdout: outputs[1]?.chunks ?? [],
    stderr: outputs[2]?.chunks ?? [],
    status: closed.then(() => Buffer.concat(outputs[3]?.chunks ?? []).toString()),
    nextOutput: () => outputs[1]?.next() ?? Promise.resolve(),
    write: (payload) => send(0, payload),
    endStdin: () => void send(255, Buffer.from([0])),
    resize: (size) => void send(4, Buffer.from(size)),
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
    kill: () => webSocket.terminate(),
  }
}

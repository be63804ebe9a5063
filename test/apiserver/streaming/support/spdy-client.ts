import { request as httpsRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { constants, createDeflate, createInflate } from 'node:zlib'
import { headerDictionary } from '../../../../apiserver/streaming/dialects/spdy/header-block.ts'
import type { ExecQuery, StreamClient, StreamDialect } from './stream-client.ts'
import { Collector, execPath, HandshakeRefused } from './stream-client.ts'
import type { TestServer } from './test-server.ts'

export interface SpdyFrame {
  readonly control: boolean
  /** Type of a control frame, stream of a data frame. */
  readonly id: number
  readonly flags: number
  readonly body: Buffer
}

export const spdyDialects: readonly StreamDialect[] = [5, 4, 3, 2, 1].map((version) => {
  const protocol = version === 1 ? 'channel.k8s.io' : `v${version}.channel.k8s.io`
  return {
    name: `spdy ${protocol}`,
    resizes: version >= 3,
    halfCloses: true,
    jsonStatus: version >= 4,
    connect: (server, query) => connectSpdy(server, { query, protocols: [protocol], resizes: version >= 3 }),
  }
})

/** Asks for an upgrade; resolves with the raw connection. */
export function upgradeToSpdy(
  server: TestServer,
  options: { query: ExecQuery; headers: Readonly<Record<string, string | string[]>> },
): Promise<{ socket: Duplex; head: Buffer; headers: Record<string, unknown> }> {
  const headers = { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', ...options.headers }
  const target = { host: '127.0.0.1', port: server.port, path: execPath(options.query), ca: server.cert, agent: false }
  return new Promise((resolve, reject) => {
    const request = httpsRequest({ ...target, method: 'POST', headers })
    request.on('upgrade', (response, socket, head) => resolve({ socket, head, headers: response.headers }))
    request.on('response', (response) => {
      void text(response).then((body) => reject(new HandshakeRefused(response.statusCode ?? 0, body, response.headers)))
    })
    request.on('error', reject)
    request.end()
  })
}

export async function connectSpdy(
  server: TestServer,
  options: { query: ExecQuery; protocols: readonly string[]; resizes: boolean },
): Promise<StreamClient> {
  const { socket, head } = await upgradeToSpdy(server, {
    query: options.query,
    headers: { 'X-Stream-Protocol-Version': [...options.protocols] },
  })
  const wire = new SpdyWire(socket, head)
  const { stdin = false, stdout = true, stderr = true, tty = false } = options.query
  const wanted = { error: true, stdin, stdout, stderr: stderr && !tty, resize: tty && options.resizes }
  const ids: Record<string, number> = {}
  for (const [type, isWanted] of Object.entries(wanted)) {
    if (isWanted) ids[type] = await wire.open({ streamtype: type })
  }
  return toClient(wire, ids)
}

function toClient(wire: SpdyWire, ids: Readonly<Record<string, number>>): StreamClient {
  const outputs: Record<string, Collector> = {
    stdout: new Collector(),
    stderr: new Collector(),
    error: new Collector(),
  }
  let status: (text: string) => void = () => {}
  const done = new Promise<string>((resolve) => (status = resolve))
  const toStatus = (): string => Buffer.concat(outputs['error']?.chunks ?? []).toString()
  wire.onFrame = ({ control, id, flags, body }) => {
    if (control) return
    const type = Object.keys(ids).find((key) => ids[key] === id) ?? ''
    outputs[type]?.add(body)
    // As kubectl: the connection closes when the error stream ends.
    if (type === 'error' && (flags & 1) === 1) wire.socket.end()
  }
  wire.socket.on('close', () => status(toStatus()))
  return {
    stdout: outputs['stdout']?.chunks ?? [],
    stderr: outputs['stderr']?.chunks ?? [],
    status: done,
    nextOutput: () => outputs['stdout']?.next() ?? Promise.resolve(),
    write: (payload) => wire.data(ids['stdin'] ?? 0, payload),
    endStdin: () => void wire.data(ids['stdin'] ?? 0, Buffer.alloc(0), 1),
    resize: (size) => void wire.data(ids['resize'] ?? 0, Buffer.from(size)),
    pause: () => void wire.socket.pause(),
    resume: () => void wire.socket.resume(),
    kill: () => void wire.socket.destroy(),
  }
}

/** The client's side of SPDY frames, with real compression. */
export class SpdyWire {
  readonly socket: Duplex
  onFrame: (frame: SpdyFrame) => void = () => {}
  readonly #deflate = createDeflate({ dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH })
  readonly inflate = createInflate({ dictionary: headerDictionary, finishFlush: constants.Z_SYNC_FLUSH })
  #pending: Buffer
  #nextId = 1

  constructor(socket: Duplex, head: Buffer) {
    this.socket = socket
    this.#pending = head
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
  }

  async open(headers: Readonly<Record<string, string>>, { id = this.#nextId, flags = 0 } = {}): Promise<number> {
    this.#nextId = id + 2
    const head = Buffer.alloc(10)
    head.writeUInt32BE(id)
    this.control(1, Buffer.concat([head, await this.compress(encode(headers))]), flags)
    return id
  }

  control(type: number, body: Buffer, flags = 0): void {
    const head = Buffer.alloc(8)
    head.writeUInt16BE(0x8003)
    head.writeUInt16BE(type, 2)
    head.writeUInt32BE(body.length, 4)
    head[4] = flags
    this.socket.write(Buffer.concat([head, body]))
  }

  data(id: number, payload: Buffer, flags = 0): Promise<void> {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(id)
    head.writeUInt32BE(payload.length, 4)
    head[4] = flags
    return new Promise((resolve) => this.socket.write(Buffer.concat([head, payload]), () => resolve()))
  }

  compress(block: Buffer): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#deflate.write(block, () => resolve((this.#deflate.read() as Buffer | null) ?? Buffer.alloc(0)))
    })
  }

  #receive(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk])
    while (this.#pending.length >= 8 && this.#pending.length >= 8 + this.#pending.readUIntBE(5, 3)) {
      const end = 8 + this.#pending.readUIntBE(5, 3)
      const first = this.#pending.readUInt32BE(0)
      const control = first >= 0x80000000
      const body = this.#pending.subarray(8, end)
      this.onFrame({ control, id: control ? first & 0xffff : first, flags: this.#pending.readUInt8(4), body })
      this.#pending = this.#pending.subarray(end)
    }
  }
}

export function encode(headers: Readonly<Record<string, string>>): Buffer {
  const words = Object.entries(headers).flat()
  const parts = words.flatMap((word) => [uint32(word.length), Buffer.from(word)])
  return Buffer.concat([uint32(words.length / 2), ...parts])
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

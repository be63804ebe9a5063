import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import type { Readable, Writable } from 'node:stream'
import { stop } from './aranya.ts'
import type { Aranya, Teardown } from './aranya.ts'

/** A service on the device's loopback, and what it saw. */
export interface TestService {
  readonly port: number
  readonly sockets: Set<Socket>
}

/** Serves `onConnection` on 127.0.0.1 with half-open connections. Ends with the test. */
export async function startService(t: Teardown, onConnection: (socket: Socket) => void): Promise<TestService> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    onConnection(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, sockets }
}

/** Reads to the client's half-close, and only then answers with the SHA-256 of it all. */
export function answerWithHash(socket: Socket): void {
  const hash = createHash('sha256')
  socket.on('data', (chunk: Buffer) => hash.update(chunk))
  socket.on('end', () => socket.end(hash.digest('hex')))
}

/** Reads a number of bytes in decimal and a newline, then sends that many, and ends; the bytes are of `patternOf`. */
export function sendAsMany(socket: Socket): void {
  socket.once('data', (line: Buffer) => void sendPattern(socket, Number(line.toString())).then(() => socket.end()))
}

const block = Buffer.from(Array.from({ length: 64 * 1024 }, (_, index) => (index * 31 + (index >> 8)) & 0xff))

/** Writes `bytes` bytes, no faster than they are taken. */
export async function sendPattern(sink: Writable, bytes: number): Promise<void> {
  for (let left = bytes; left > 0; left -= block.length) {
    if (!sink.write(block.subarray(0, left))) await once(sink, 'drain')
  }
}

/** The hash of what `sendPattern` writes. */
export function hashOfPattern(bytes: number): string {
  const hash = createHash('sha256')
  for (let left = bytes; left > 0; left -= block.length) hash.update(block.subarray(0, left))
  return hash.digest('hex')
}

export async function hashOf(source: Readable): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of source) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Connects to this machine's loopback; ends with the test. */
export async function connectTo(t: Teardown, port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  socket.on('error', () => {})
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** Sends all, half-closes, and reads the answer to its end. */
export async function ask(t: Teardown, port: number, request: string | Buffer): Promise<Buffer> {
  const socket = await connectTo(t, port)
  socket.end(request)
  return buffer(socket)
}

export interface Forward {
  /** The local port of each port that was asked for, in order. */
  readonly ports: readonly number[]
  /** What kubectl said on stderr. */
  readonly said: string[]
  readonly isRunning: () => boolean
  readonly exited: Promise<void>
  stop(): Promise<number>
  kill(): void
}

/** `kubectl port-forward`, when it listens on all its ports. Ends with the test. */
export async function startForward(
  t: Teardown,
  aranya: Pick<Aranya, 'kubeconfig'>,
  options: { readonly binary: string; readonly pod: string; readonly ports: readonly number[] },
): Promise<Forward> {
  const { binary, pod, ports } = options
  const args = ['port-forward', '--address', '127.0.0.1', `pod/${pod}`, ...ports.map((port) => `:${port}`)]
  const env = { ...process.env, KUBECONFIG: aranya.kubeconfig }
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  t.teardown(() => stop(child))
  const exited = once(child, 'exit').then(() => {})
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  const local = new Map<number, number>()
  for await (const line of createInterface({ input: child.stdout })) {
    const [, from, to] = /127\.0\.0\.1:(\d+) -> (\d+)/.exec(line) ?? []
    if (from && to) local.set(Number(to), Number(from))
    if (local.size === ports.length) break
  }
  child.stdout.resume()
  if (local.size < ports.length) throw new Error(`kubectl port-forward failed: ${said.join('')}`)
  return {
    ports: ports.map((port) => local.get(port) ?? 0),
    said,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    exited,
    stop: () => stop(child),
    kill: () => void child.kill('SIGKILL'),
  }
}

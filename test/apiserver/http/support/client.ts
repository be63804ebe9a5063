import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { connect } from 'node:tls'

export interface Credentials {
  readonly cert: string
  readonly key: string
}

export interface Reply {
  readonly code: number
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly bytes: Buffer
  readonly text: string
  /** The body as JSON; throws where it is none. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into whatever comes
  readonly json: any
}

export interface Ask {
  readonly method?: string
  readonly headers?: Record<string, string | string[]>
  /** Sent as JSON unless it is text or bytes. */
  readonly body?: unknown
}

export interface Client {
  ask(path: string, ask?: Ask): Promise<Reply>
  /** The answer's head; its body is the caller's. */
  open(path: string, ask?: Ask): Promise<IncomingMessage>
  /** A bare TLS connection. */
  connect(): Promise<TLSSocket>
  close(): void
}

export interface ClientOptions {
  readonly host?: string
  readonly port: number
  readonly ca: string
  readonly credentials?: Credentials
  /** The name that the server's certificate is for; the host's by default. */
  readonly servername?: string
}

/** A client with a keep-alive connection of its own kind: with a certificate, or without. */
export function createClient(options: ClientOptions): Client {
  const { host = '127.0.0.1', port, ca, credentials, servername } = options
  const tls = { ca, ...credentials, ...(servername !== undefined && { servername }) }
  const agent = new Agent({ keepAlive: true, ...tls })
  const open = async (path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<IncomingMessage> => {
    const bytes = toBytes(body)
    // node sends the length by itself, but not for DELETE.
    const length = bytes === undefined ? {} : { 'content-length': String(Buffer.byteLength(bytes)) }
    const outgoing = request({ host, port, path, method, headers: { ...typeOf(body), ...length, ...headers }, agent })
    outgoing.end(bytes)
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
    return response
  }
  return {
    open,
    ask: async (path, ask) => toReply(await open(path, ask)),
    connect: async () => {
      const socket = connect({ host, port, ...tls })
      await once(socket, 'secureConnect')
      return socket
    },
    close: () => agent.destroy(),
  }
}

function typeOf(body: unknown): Record<string, string> {
  return body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
    ? {}
    : { 'content-type': 'application/json' }
}

function toBytes(body: unknown): string | Buffer | undefined {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return body
  return JSON.stringify(body)
}

async function toReply(response: IncomingMessage): Promise<Reply> {
  const bytes = Buffer.concat(await response.toArray())
  const { statusCode = 0, headers, rawHeaders } = response
  return {
    code: statusCode,
    headers,
    rawHeaders,
    bytes,
    text: bytes.toString(),
    get json() {
      return JSON.parse(bytes.toString())
    },
  }
}

/** Everything that a socket sends until it ends. */
export async function readAll(socket: TLSSocket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('close', resolve))
  return Buffer.concat(chunks).toString('latin1')
}

/** Reads a watch's events one by one. */
export async function* readEvents(
  response: IncomingMessage,
): AsyncGenerator<{ type: string; object: Record<string, unknown> }> {
  let rest = ''
  for await (const chunk of response) {
    const lines = `${rest}${String(chunk)}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line)
  }
}

/** A watch in which nothing happens. */
export async function* untilAborted(signal: AbortSignal): AsyncGenerator<never> {
  if (!signal.aborted) await once(signal, 'abort')
  yield* []
}

export async function allOf<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = []
  for await (const value of values) all.push(value)
  return all
}

/** A promise and what resolves it. */
export function deferred<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

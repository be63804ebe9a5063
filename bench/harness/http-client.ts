import { once } from 'node:events'
import { connect } from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'

/** An answer; the body is bytes, for parsing it would be the client's work. */
export interface HttpAnswer {
  readonly status: number
  readonly body: Buffer
}

const headEnd = Buffer.from('\r\n\r\n')

/**
 * One keep-alive connection that asks one thing after the other. By hand, because node's own client costs more than
 * many a server: on a machine with few cores that would measure the client. Reads bodies with a content-length, or
 * chunked ones to their end.
 */
export class HttpConnection {
  readonly #socket: TLSSocket
  #received: Buffer[] = []
  #waiting: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | undefined

  private constructor(socket: TLSSocket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#onData(chunk))
    socket.on('error', (error) => this.#waiting?.reject(error))
    socket.on('close', () => this.#waiting?.reject(new Error('the server ended the connection')))
  }

  static async open(options: ConnectionOptions): Promise<HttpConnection> {
    const socket = connect(options)
    await once(socket, 'secureConnect')
    socket.setNoDelay(true)
    return new HttpConnection(socket)
  }

  /** Sends a whole request, as {@link toRequest} makes it. */
  send(request: string): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#waiting = undefined
    this.#socket.destroy()
  }

  #onData(chunk: Buffer): void {
    this.#received.push(chunk)
    const answer = this.#complete(chunk)
    if (answer === undefined) return
    this.#received = []
    this.#expected = undefined
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve(answer)
  }

  /** Head and length of the answer that is under way, once they are known. */
  #expected: { readonly status: number; readonly bodyAt: number; readonly length: number | 'chunked' } | undefined
  #bytes = 0

  #complete(chunk: Buffer): HttpAnswer | undefined {
    this.#bytes = this.#received.length === 1 ? chunk.length : this.#bytes + chunk.length
    this.#expected ??= parseHead(this.#received.length === 1 ? chunk : Buffer.concat(this.#received))
    if (this.#expected === undefined) return undefined
    const { status, bodyAt, length } = this.#expected
    const isWhole = length === 'chunked' ? endsChunked(chunk) : this.#bytes >= bodyAt + length
    if (!isWhole) return undefined
    return { status, body: Buffer.concat(this.#received).subarray(bodyAt) }
  }
}

function parseHead(bytes: Buffer): { status: number; bodyAt: number; length: number | 'chunked' } | undefined {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  return {
    status: Number(head.slice(9, 12)),
    bodyAt: end + 4,
    length: length === undefined ? 'chunked' : Number(length),
  }
}

function endsChunked(chunk: Buffer): boolean {
  return chunk.subarray(-5).equals(Buffer.from('0\r\n\r\n'))
}

export interface RequestParts {
  readonly method: string
  readonly path: string
  readonly accept?: string
  readonly contentType?: string
  readonly body?: string
}

export function toRequest({ method, path, accept, contentType, body }: RequestParts): string {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: localhost', `accept: ${accept ?? 'application/json'}`]
  if (body !== undefined)
    lines.push(`content-type: ${contentType ?? 'application/json'}`, `content-length: ${Buffer.byteLength(body)}`)
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`
}

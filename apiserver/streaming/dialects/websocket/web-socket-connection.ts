import { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { UnsentGauge } from '../common/unsent-gauge.ts'
import { closeCode, FrameReader, WebSocketError } from './frame-reader.ts'
import type { MessagePiece } from './frame-reader.ts'

interface WebSocketConnectionOptions {
  /** Upgraded, and paused; the connection owns it from here. */
  readonly socket: Duplex
  /** What of the frames was read already. */
  readonly head: Buffer
  /** How long the client may take to close once it has been told to. */
  readonly closeMs: number
}

interface ConnectionEvents {
  piece: [MessagePiece]
  /** To be answered by whoever listens. */
  ping: [Buffer]
  pong: []
  /** The client broke the protocol; it is being told. */
  error: [Error]
  /** Either side has started to close. A client that ends its socket instead is told of by `close`, which comes soon. */
  closing: []
  /** The socket is gone; with the client's code, or 1006. */
  close: [number]
}

type Sent = (error?: Error | null) => void

const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
const finBit = 0x80
/** How long what was sent may take to reach a client that has ended its side without a close. */
const endMs = 2000
/** A close frame's payload is a code and a reason, 125 bytes together. */
const maxReasonBytes = 123

/**
 * The server's side of a WebSocket, RFC 6455. It is here because libraries hold a message until it is whole, for which
 * its client may take all the time and nearly all the memory there is: this one hands it on in the pieces that come.
 */
export class WebSocketConnection extends EventEmitter<ConnectionEvents> {
  readonly #socket: Duplex
  readonly #unsent: UnsentGauge
  readonly #closeMs: number
  readonly #reader = new FrameReader()
  #state: 'open' | 'closing' | 'closed' = 'open'
  #isPaused = true
  /** Nothing that comes counts any more: the client has closed, or broken the protocol. */
  #isDeaf = false
  #closeSent = false
  #code: number = closeCode.abnormal
  #timer: NodeJS.Timeout | undefined

  constructor({ socket, head, closeMs }: WebSocketConnectionOptions) {
    super()
    this.#socket = socket
    this.#unsent = new UnsentGauge(socket)
    this.#closeMs = closeMs
    if (socket instanceof Socket) socket.setTimeout(0).setNoDelay()
    if (head.length > 0) socket.unshift(head)
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('end', () => this.#onEnd())
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#onClose())
    socket.pause()
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  get isClosed(): boolean {
    return this.#state === 'closed'
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** Bytes that the socket has not taken yet, and what their pieces cost. */
  get bufferedAmount(): number {
    return this.#unsent.bytes
  }

  /** Stops reading; what was read already is still delivered. */
  pause(): void {
    if (this.#state === 'closed') return
    this.#isPaused = true
    this.#socket.pause()
  }

  resume(): void {
    if (this.#state === 'closed') return
    this.#isPaused = false
    this.#socket.resume()
  }

  /** Sends a message of one frame; calls back when the socket has taken it. */
  send(payload: Buffer, { binary }: { readonly binary: boolean }, sent: Sent): void {
    this.#sendIfOpen(binary ? opcodes.binary : opcodes.text, payload, sent)
  }

  ping(): void {
    this.#sendIfOpen(opcodes.ping, Buffer.alloc(0), () => {})
  }

  pong(payload: Buffer = Buffer.alloc(0)): void {
    this.#sendIfOpen(opcodes.pong, payload, () => {})
  }

  /** Starts to close; the client's own close, or the deadline, completes it. Idempotent. */
  close(code: number, reason = ''): void {
    if (this.#state !== 'open') return
    this.emit('closing')
    this.#startClosing(this.#closeMs)
    this.#send(opcodes.close, encodeClose(code, reason), (error) => {
      if (error) return
      this.#closeSent = true
      this.#endIfClosed()
    })
  }

  /** Drops the connection. */
  terminate(): void {
    if (this.#state === 'closed') return
    this.#state = 'closing'
    this.#socket.destroy()
  }

  #startClosing(deadlineMs: number): void {
    this.#state = 'closing'
    this.#timer = setTimeout(() => this.#socket.destroy(), deadlineMs)
  }

  #endIfClosed(): void {
    if (this.#closeSent && this.#isDeaf) this.#socket.end()
  }

  #receive(chunk: Buffer): void {
    if (this.#isDeaf) return
    try {
      for (const event of this.#reader.push(chunk)) {
        if (event.kind === 'close') return this.#receiveClose(event.code)
        else if (event.kind === 'piece') this.emit('piece', event)
        else if (event.kind === 'ping') this.emit('ping', event.payload)
        else this.emit('pong')
      }
    } catch (error) {
      if (!(error instanceof WebSocketError)) throw error
      this.#goDeaf()
      this.close(error.code)
      this.emit('error', error)
    }
  }

  #receiveClose(code: number): void {
    this.#code = code
    this.#goDeaf()
    this.close(code)
  }

  /** The socket's end can only be seen by reading on. */
  #goDeaf(): void {
    this.#isDeaf = true
    this.resume()
    this.#endIfClosed()
  }

  /** Without a close: what was said still goes out, but may be stuck behind a client that does not read. */
  #onEnd(): void {
    if (this.#state === 'open') this.#startClosing(Math.min(this.#closeMs, endMs))
    this.#socket.end()
  }

  #onClose(): void {
    // What came before the end of a socket that was not read.
    const rest = this.#socket.read() as Buffer | null
    if (rest) this.#receive(rest)
    clearTimeout(this.#timer)
    this.#state = 'closed'
    this.emit('close', this.#code)
  }

  #sendIfOpen(opcode: number, payload: Buffer, sent: Sent): void {
    if (this.#state === 'open') this.#send(opcode, payload, sent)
    else process.nextTick(sent, new Error('the WebSocket is closed'))
  }

  /** As two chunks, header and payload: messages-apart.ts counts on it. */
  #send(opcode: number, payload: Buffer, sent: Sent): void {
    this.#unsent.add(2)
    this.#socket.cork()
    this.#socket.write(encodeHeader(opcode, payload.length))
    this.#socket.write(payload, sent)
    this.#socket.uncork()
  }
}

function encodeHeader(opcode: number, payloadBytes: number): Buffer {
  const first = finBit | opcode
  if (payloadBytes < 126) return Buffer.from([first, payloadBytes])
  const header = Buffer.allocUnsafe(payloadBytes < 0x10000 ? 4 : 10)
  header[0] = first
  if (header.length === 4) {
    header[1] = 126
    header.writeUInt16BE(payloadBytes, 2)
  } else {
    header[1] = 127
    header.writeBigUInt64BE(BigInt(payloadBytes), 2)
  }
  return header
}

function encodeClose(code: number, reason: string): Buffer {
  if (code === closeCode.none) return Buffer.alloc(0)
  const payload = Buffer.alloc(2 + maxReasonBytes)
  payload.writeUInt16BE(code, 0)
  // Whole characters alone.
  return payload.subarray(0, 2 + payload.write(reason, 2))
}

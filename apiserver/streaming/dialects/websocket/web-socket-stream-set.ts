import type { Readable } from 'node:stream'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { limitPieces } from '../../../../proto/mux/limit-pieces.ts'
import type { StreamClock, StreamLimits } from '../../session/limits.ts'
import type { ExitStatus } from '../../session/exit-status.ts'
import { Keepalive } from '../common/keepalive.ts'
import { ResizeDecoder, ResizeRelay } from '../common/resize-decoder.ts'
import { encodeExitStatus } from '../common/stream-set.ts'
import type { StreamOptions, StreamSet, StreamSetEnd, TerminalSize } from '../common/stream-set.ts'
import { ChannelReader, CloseSignal } from './codec.ts'
import type { ChannelPiece } from './codec.ts'
import type { WebSocketProtocol } from './protocols.ts'
import type { MessagePiece } from './frame-reader.ts'
import { InputStream } from './input-stream.ts'
import type { WebSocketConnection } from './web-socket-connection.ts'
import { closeCode } from './frame-reader.ts'

/** Channels of remote commands, k8s.io/cri-streaming remotecommand/websocket.go, and v5's signal to close one. */
const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const

/** How long a connection that is given up may take to close. */
const abortMs = 2000
/** Pongs are left out while this much output waits. */
const maxUnsentPongBytes = 64 * 1024

export interface WebSocketStreamSetOptions {
  readonly webSocket: WebSocketConnection
  readonly protocol: WebSocketProtocol
  readonly streams: StreamOptions
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/** A session's streams over WebSocket: one message, one channel. */
export class WebSocketStreamSet implements StreamSet {
  readonly dialect: string
  readonly stdin: Readable | undefined
  readonly stdout: Writable | undefined
  readonly stderr: Writable | undefined
  readonly closed: Promise<StreamSetEnd>
  readonly #options: WebSocketStreamSetOptions
  readonly #webSocket: WebSocketConnection
  readonly #channels: ChannelReader
  readonly #closeSignal = new CloseSignal()
  readonly #input: InputStream | undefined
  readonly #keepalive: Keepalive
  readonly #resizes = new ResizeRelay()
  readonly #resizeDecoder = new ResizeDecoder()
  #settleClosed: (end: StreamSetEnd) => void = () => {}
  #settleGone: () => void = () => {}
  readonly #gone: Promise<void>
  #finishing: Promise<void> | undefined
  #finished = false
  #ended = false

  constructor(options: WebSocketStreamSetOptions) {
    this.#options = options
    this.#webSocket = options.webSocket
    this.#channels = new ChannelReader(options.protocol.codec)
    const { stdin, stdout, stderr } = options.streams
    this.dialect = `websocket/${options.protocol.name || 'raw'}`
    this.#input = stdin ? new InputStream(this.#webSocket) : undefined
    this.stdin = this.#input
    this.stdout = stdout ? this.#createOutput(channel.stdout) : undefined
    this.stderr = stderr ? this.#createOutput(channel.stderr) : undefined
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve
    })
    this.#gone = new Promise((resolve) => {
      this.#settleGone = resolve
    })
    this.#keepalive = this.#createKeepalive()
    this.#listen()
    this.#greet()
  }

  onResize(listener: (size: TerminalSize) => void): void {
    this.#resizes.listen(listener)
  }

  finish(status: ExitStatus): Promise<void> {
    this.#finishing ??= this.#finish(status)
    return this.#finishing
  }

  abort(message: string): void {
    // It is closing, and soon closed: the client is still to get its close, behind what was sent before.
    if (this.#ended && !this.#finished) return
    this.#end(message)
    this.#webSocket.terminate()
  }

  #listen(): void {
    const webSocket = this.#webSocket
    webSocket.on('piece', (piece) => this.#receive(piece))
    webSocket.on('ping', (data) => this.#receivePing(data))
    webSocket.on('pong', () => this.#keepalive.heard())
    webSocket.on('error', (error) => this.#end(error.message))
    // Later, for an error of the client's is told only after the close that it leads to.
    webSocket.on('closing', () => queueMicrotask(() => this.#end('the client closed the connection')))
    webSocket.on('close', () => {
      this.#end('the client closed the connection')
      this.#keepalive.stop()
      this.#settleGone()
    })
    // The socket was paused when it was handed over.
    webSocket.resume()
  }

  /** The kubelet tells clients that wait for a sign of life so: an empty message on the first channel they read. */
  #greet(): void {
    const { stdout, stderr } = this.#options.streams
    const { codec } = this.#options.protocol
    const lowest = stdout ? channel.stdout : stderr ? channel.stderr : channel.error
    this.#webSocket.send(codec.encode(lowest, Buffer.alloc(0)), { binary: codec.binary }, () => {})
  }

  #receive(piece: MessagePiece): void {
    this.#keepalive.heard()
    if (this.#ended) return
    const received = this.#channels.read(piece)
    if (received === 'malformed') return this.#protocolError('a message that cannot be decoded')
    if (received) this.#receiveChannel(received)
  }

  #receiveChannel(received: ChannelPiece): void {
    switch (received.channel) {
      case channel.stdin:
        return this.#input?.receive(received.payload)
      case channel.resize:
        return this.#receiveResize(received.payload)
      case channel.close:
        return this.#receiveClose(received)
      case channel.stdout:
      case channel.stderr:
      case channel.error:
        // Ours to write; the kubelet ignores what comes there as well.
        return undefined
      default:
        return this.#protocolError(`unknown channel ${received.channel}`)
    }
  }

  #receiveResize(payload: Buffer): void {
    // What has no terminal has no size.
    if (!this.#options.streams.tty) return
    for (const size of this.#resizeDecoder.push(payload)) this.#resizes.tell(size)
  }

  /** v5: the payload names the channel on which the client has nothing more to say. */
  #receiveClose(piece: ChannelPiece): void {
    const closed = this.#closeSignal.read(piece)
    if (this.#options.protocol.version < 5 || closed === 'malformed')
      return this.#protocolError('a malformed close of a channel')
    if (closed === channel.stdin) this.#input?.receiveEnd()
  }

  #receivePing(data: Buffer): void {
    this.#keepalive.heardPing()
    // Whoever floods us with pings and does not read is not owed an answer to each (RFC 6455, section 5.5.3).
    if (this.#webSocket.bufferedAmount > this.#options.limits.maxUnsentBytes + maxUnsentPongBytes) return
    this.#webSocket.pong(data)
  }

  #protocolError(message: string): void {
    this.#end(`protocol error: ${message}`)
    this.#webSocket.close(closeCode.protocolError, message)
    this.#terminateLater()
  }

  #createOutput(number: number): Writable {
    return limitPieces(
      new Writable({
        write: (chunk: Buffer, _encoding, callback) => this.#send(number, chunk, callback),
      }),
    )
  }

  #send(number: number, payload: Buffer, callback: (error?: Error | null) => void): void {
    const { codec } = this.#options.protocol
    const message = codec.encode(number, payload)
    const options = { binary: codec.binary }
    this.#keepalive.sent()
    if (this.#webSocket.bufferedAmount > this.#options.limits.maxUnsentBytes) {
      this.#webSocket.send(message, options, callback)
      return
    }
    this.#webSocket.send(message, options, () => {})
    callback()
  }

  async #finish(status: ExitStatus): Promise<void> {
    await Promise.all([flushed(this.stdout), flushed(this.stderr)])
    const payload = encodeExitStatus(status, this.#options.protocol.version)
    if (payload) await new Promise((resolve) => this.#send(channel.error, payload, resolve))
    if (!this.#ended) this.#finished = true
    // The client's close can only be seen by reading on.
    this.#input?.discard()
    this.#webSocket.close(closeCode.normal)
    await this.#gone
  }

  #createKeepalive(): Keepalive {
    const { clock, limits } = this.#options
    return new Keepalive({
      clock,
      intervalMs: limits.keepaliveMs,
      ping: (reading) => this.#ping(reading),
      isReading: () => !this.#webSocket.isPaused,
      onDead: () => this.abort('the client does not answer'),
    })
  }

  /** An unsolicited pong is for kubectl: while we do not read its pings, it would give up after 61 s. */
  #ping(reading: boolean): void {
    if (this.#webSocket.bufferedAmount > this.#options.limits.maxUnsentBytes + maxUnsentPongBytes) return
    if (reading) this.#webSocket.ping()
    else this.#webSocket.pong()
  }

  #terminateLater(): void {
    const cancel = this.#options.clock.schedule(() => this.#webSocket.terminate(), abortMs)
    void this.#gone.then(cancel)
  }

  #end(message: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#input?.destroy(new Error(message))
    this.stdout?.destroy()
    this.stderr?.destroy()
    this.#settleClosed(this.#finished ? { kind: 'finished', message: 'finished' } : { kind: 'lost', message })
    if (!this.#finished) this.#terminateLater()
  }
}

async function flushed(stream: Writable | undefined): Promise<void> {
  if (!stream || stream.destroyed) return
  stream.end()
  await finished(stream).catch(() => {})
}

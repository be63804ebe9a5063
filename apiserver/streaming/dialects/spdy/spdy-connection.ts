import type { Duplex } from 'node:stream'
import type { StreamClock } from '../../session/limits.ts'
import { Keepalive } from '../common/keepalive.ts'
import { UnsentGauge } from '../common/unsent-gauge.ts'
import {
  encodeDataHeader,
  encodeGoAway,
  encodePing,
  encodeRstStream,
  encodeSynReply,
  flagFin,
  flagUnidirectional,
  FrameParser,
  frameType,
  goAwayStatus,
  resetStatus,
  SpdyError,
} from './frames.ts'
import type { ParsedFrame } from './frames.ts'
import { decodeHeaderPairs, encodeHeaderPairs, HeaderDeflater, HeaderInflater } from './header-block.ts'
import { LookAhead, LookAheadBudget } from './look-ahead.ts'
import type { StreamCarrier } from './spdy-stream.ts'
import { SpdyStream } from './spdy-stream.ts'

/** Bounds of one connection, in bytes where not said otherwise. */
export interface SpdyLimits {
  /** Streams open at a time; one more is refused. */
  readonly maxStreams: number
  /** Compressed headers and all other control frames. */
  readonly maxControlBytes: number
  /** Headers of one stream when inflated. */
  readonly maxHeaderBytes: number
  /** Headers of one stream. */
  readonly maxHeaders: number
  /** Data of one stream that waits for its reader; beyond it the socket is not read. */
  readonly maxQueuedBytes: number
  /** The same of all streams together. */
  readonly maxQueuedTotalBytes: number
  /** The buffer of one stream above which its writer is asked to wait. */
  readonly streamBufferBytes: number
  /** Data that waits for the socket; beyond it writers wait. */
  readonly maxUnsentBytes: number
  /** Answers to control frames that wait for the socket; beyond it the socket is not read. */
  readonly maxUnsentControlBytes: number
  readonly keepaliveMs: number
}

export const defaultSpdyLimits: SpdyLimits = {
  maxStreams: 8,
  maxControlBytes: 16 * 1024,
  maxHeaderBytes: 16 * 1024,
  maxHeaders: 32,
  maxQueuedBytes: 256 * 1024,
  maxQueuedTotalBytes: 1024 * 1024,
  streamBufferBytes: 64 * 1024,
  maxUnsentBytes: 256 * 1024,
  maxUnsentControlBytes: 16 * 1024,
  keepaliveMs: 30_000,
}

/** How long nothing is taken of what waits before the connection is read a step further. */
const frozenMs = 1000
/** How long the last frames may take to leave once the connection is given up. */
const closeMs = 2000

export interface SpdyConnectionOptions {
  /** The connection owns it from here. A tunnel's Duplex does as well as a socket. */
  readonly socket: Duplex
  /** What was read of the stream already. */
  readonly head: Buffer
  readonly clock: StreamClock
  readonly limits?: Partial<SpdyLimits>
  /** For reading on while nothing is taken of what waits; without one it is not. */
  readonly lookAhead?: LookAheadBudget
  /** Called for each stream that the peer opens, after which the stream's owner replies or destroys it. */
  readonly onStream: (stream: SpdyStream) => void
}

/**
 * The server's side of a SPDY/3.1 connection, for peers as kubectl (moby/spdystream): they know no flow control
 * and ignore WINDOW_UPDATE, so neither side waits for windows. What bounds memory is TCP: the socket is not read
 * while a stream's reader is behind, and writers wait while the socket is.
 */
export class SpdyConnection {
  /** Settles when the connection is over; with the error that ended it, if one did. Never rejects. */
  readonly closed: Promise<Error | undefined>
  readonly #socket: Duplex
  readonly #unsent: UnsentGauge
  readonly #lookAhead: LookAhead
  readonly #clock: StreamClock
  readonly #limits: SpdyLimits
  readonly #onStream: (stream: SpdyStream) => void
  readonly #parser: FrameParser
  readonly #inflater: HeaderInflater
  readonly #deflater = new HeaderDeflater()
  readonly #keepalive: Keepalive
  readonly #streams = new Map<number, SpdyStream>()
  readonly #carrier: StreamCarrier
  #settleClosed: (error: Error | undefined) => void = () => {}
  #lastStreamId = 0
  #unsentControlBytes = 0
  #queuedBytes = 0
  /** The stream whose reader is waited for. */
  #behind: SpdyStream | undefined
  #wakeReader: (() => void) | undefined
  #cancelReadAhead: () => void = () => {}
  #reading = true
  #closing = false
  #over = false
  #pingId = 0

  constructor(options: SpdyConnectionOptions) {
    this.#socket = options.socket
    this.#unsent = new UnsentGauge(options.socket)
    this.#lookAhead = new LookAhead(options.lookAhead ?? new LookAheadBudget(0))
    this.#clock = options.clock
    this.#limits = { ...defaultSpdyLimits, ...options.limits }
    this.#onStream = options.onStream
    this.#parser = new FrameParser(this.#limits)
    this.#inflater = new HeaderInflater({ maxBlockBytes: this.#limits.maxHeaderBytes })
    this.#carrier = this.#createCarrier()
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve
    })
    this.#keepalive = this.#createKeepalive(options.clock)
    this.#socket.on('error', (error) => this.#end(error))
    this.#socket.on('close', () => this.#end(undefined))
    void this.#read(options.head)
  }

  get streamCount(): number {
    return this.#streams.size
  }

  /** Bytes written that the socket has not taken yet. */
  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  /** Says goodbye: no new streams, those that are open go on. The peer closes when it is done. Idempotent. */
  goAway(): void {
    if (this.#closing || this.#over) return
    this.#closing = true
    this.#sendControl(encodeGoAway(this.#lastStreamId, goAwayStatus.ok))
  }

  /** Drops the connection and destroys all streams. Idempotent. */
  destroy(error?: Error): void {
    this.#end(error)
  }

  async #read(head: Buffer): Promise<void> {
    try {
      if (head.length > 0) await this.#receive(head)
      for await (const chunk of this.#socket.iterator({ destroyOnReturn: false })) await this.#receive(chunk as Buffer)
      this.#end(undefined)
    } catch (error) {
      this.#fail(error)
    }
  }

  async #receive(chunk: Buffer): Promise<void> {
    this.#keepalive.heard()
    for (const frame of this.#parser.push(chunk)) {
      if (this.#over) return
      if (frame.kind === 'data') this.#receiveData(frame)
      else await this.#receiveControl(frame)
      if (this.#mustPause) await this.#pause()
    }
  }

  get #mustPause(): boolean {
    if (this.#over) return false
    return this.#isDataWaiting || this.#unsentControlBytes > this.#limits.maxUnsentControlBytes
  }

  /** More than may, for its readers. */
  get #isDataWaiting(): boolean {
    const { maxQueuedBytes, maxQueuedTotalBytes } = this.#limits
    const { bytes: aheadBytes } = this.#lookAhead
    if ((this.#behind?.queuedBytes ?? 0) > maxQueuedBytes + aheadBytes) return true
    return this.#queuedBytes > maxQueuedTotalBytes + aheadBytes
  }

  async #pause(): Promise<void> {
    this.#reading = false
    const woken = new Promise<void>((resolve) => {
      this.#wakeReader = resolve
    })
    this.#readAheadLater()
    await woken
    this.#cancelReadAhead()
    this.#wakeReader = undefined
    this.#behind = undefined
    this.#reading = true
  }

  /** Counts from anew whenever something is taken: a reader that is slow is not a frozen one. */
  #readAheadLater(): void {
    this.#cancelReadAhead()
    if (this.#wakeReader) this.#cancelReadAhead = this.#clock.schedule(() => this.#readAhead(), frozenMs)
  }

  /** Nobody may ever take it, but the client may say that it need not be taken. What it leaves unread is no reason. */
  #readAhead(): void {
    if (this.#isDataWaiting) this.#lookAhead.grow()
    if (this.#mustPause) this.#readAheadLater()
    else this.#resumeIfPossible()
  }

  #resumeIfPossible(): void {
    if (!this.#mustPause) this.#wakeReader?.()
  }

  #receiveData(frame: ParsedFrame & { kind: 'data' }): void {
    const stream = this.#streams.get(frame.streamId)
    if (stream) {
      stream.receive(frame.payload)
      if (frame.end) stream.receiveEnd()
      // Of a stream that has ended nothing more can come, so that there is nothing to hold back.
      this.#behind = frame.end ? undefined : stream
      return
    }
    // Data of a stream that is over is on its way still when the peer learns of that.
    if (frame.streamId > this.#lastStreamId) this.#reset(frame.streamId, resetStatus.invalidStream)
  }

  #receiveControl(frame: ParsedFrame & { kind: 'control' }): Promise<void> | undefined {
    switch (frame.type) {
      case frameType.synStream:
        return this.#receiveSynStream(frame.flags, frame.body)
      case frameType.headers:
        return this.#receiveHeaders(frame.body)
      case frameType.rstStream:
        return this.#receiveRstStream(readId(frame.body))
      case frameType.ping:
        return this.#receivePing(frame.body)
      case frameType.synReply:
        throw new SpdyError(goAwayStatus.protocolError, 'a reply to a stream that was never opened')
      default:
        // SETTINGS, WINDOW_UPDATE and GOAWAY ask nothing of us, and unknown types are to be ignored.
        return undefined
    }
  }

  async #receiveSynStream(flags: number, body: Buffer): Promise<void> {
    const id = readId(body)
    // The block is inflated even of a refused stream: the compression is one for the whole connection.
    const headers = decodeHeaderPairs(await this.#inflater.inflate(body.subarray(10)), this.#limits)
    if (this.#over) return
    if (id % 2 === 0 || id <= this.#lastStreamId) throw new SpdyError(goAwayStatus.protocolError, `stream id ${id}`)
    this.#lastStreamId = id
    if (this.#closing || this.#streams.size >= this.#limits.maxStreams) {
      return this.#reset(id, resetStatus.refusedStream)
    }
    const unidirectional = (flags & flagUnidirectional) !== 0
    const carrier = this.#carrier
    const stream = new SpdyStream({ id, headers, unidirectional, carrier, bufferBytes: this.#limits.streamBufferBytes })
    // Whoever uses the stream has listeners of its own; a stream that nobody uses must not bring the process down.
    stream.on('error', () => {})
    this.#streams.set(id, stream)
    if (flags & flagFin) stream.receiveEnd()
    this.#onStream(stream)
  }

  async #receiveHeaders(body: Buffer): Promise<void> {
    readId(body)
    decodeHeaderPairs(await this.#inflater.inflate(body.subarray(4)), this.#limits)
  }

  #receiveRstStream(id: number): undefined {
    this.#streams.get(id)?.receiveReset(new Error('the client reset the stream'))
  }

  #receivePing(body: Buffer): undefined {
    const id = readId(body, 0)
    // Even ids are ours: this is an answer.
    if (id % 2 === 0) return
    this.#keepalive.heardPing()
    this.#sendControl(encodePing(id))
  }

  #reset(streamId: number, status: number): void {
    this.#sendControl(encodeRstStream(streamId, status))
  }

  #createCarrier(): StreamCarrier {
    return {
      sendData: (streamId, data, callback) => this.#sendData(streamId, data, callback),
      sendReply: (streamId) => {
        this.#sendControl(encodeSynReply(streamId, this.#deflater.deflate(encodeHeaderPairs(new Map()))))
      },
      queued: (bytes) => {
        this.#queuedBytes += bytes
        if (this.#queuedBytes <= this.#limits.maxQueuedBytes) this.#lookAhead.release()
        if (bytes < 0) this.#onTaken()
      },
      release: (streamId, { complete }) => {
        if (!this.#streams.delete(streamId) || complete || this.#over) return
        this.#reset(streamId, resetStatus.cancel)
      },
    }
  }

  #onTaken(): void {
    this.#readAheadLater()
    this.#resumeIfPossible()
  }

  #sendData(
    streamId: number,
    { payload, fin }: { payload: Buffer; fin: boolean },
    callback: (error?: Error | null) => void,
  ): void {
    if (this.#over) return callback(new Error('the connection is closed'))
    const full = this.#unsent.bytes > this.#limits.maxUnsentBytes
    this.#unsent.add(2)
    this.#keepalive.sent()
    this.#socket.cork()
    this.#socket.write(encodeDataHeader(streamId, { fin, payloadBytes: payload.length }), full ? callback : undefined)
    if (payload.length > 0) this.#socket.write(payload)
    this.#socket.uncork()
    if (!full) callback()
  }

  #sendControl(frame: Buffer): void {
    if (this.#over || this.#socket.writableEnded) return
    this.#unsentControlBytes += frame.length
    this.#socket.write(frame, () => {
      this.#unsentControlBytes -= frame.length
      this.#resumeIfPossible()
    })
  }

  #createKeepalive(clock: StreamClock): Keepalive {
    return new Keepalive({
      clock,
      intervalMs: this.#limits.keepaliveMs,
      ping: () => this.#ping(),
      isReading: () => this.#reading,
      onDead: () => this.#end(new Error('the client does not answer')),
    })
  }

  #ping(): void {
    if (this.#unsentControlBytes > this.#limits.maxUnsentControlBytes) return
    this.#pingId = (this.#pingId + 2) >>> 0
    this.#sendControl(encodePing(this.#pingId))
  }

  #fail(error: unknown): void {
    const status = error instanceof SpdyError ? error.status : goAwayStatus.internalError
    if (!this.#over && !this.#socket.writableEnded) this.#socket.write(encodeGoAway(this.#lastStreamId, status))
    this.#end(error instanceof Error ? error : new Error(String(error)))
  }

  #end(error: Error | undefined): void {
    if (this.#over) return
    this.#over = true
    this.#keepalive.stop()
    this.#inflater.close()
    this.#wakeReader?.()
    const reason = error ?? new Error('the client closed the connection')
    for (const stream of this.#streams.values()) stream.receiveReset(reason)
    this.#streams.clear()
    this.#lookAhead.release()
    this.#closeSocket()
    this.#settleClosed(error)
  }

  /** What is written already still goes out, if the peer takes it soon. */
  #closeSocket(): void {
    if (this.#socket.destroyed) return
    const cancel = this.#clock.schedule(() => this.#socket.destroy(), closeMs)
    this.#socket.once('close', cancel)
    this.#socket.end(() => this.#socket.destroy())
  }
}

/** The 31 bits at the start of a control frame's body; `mask` 0 for all 32. */
function readId(body: Buffer, mask = 0x80000000): number {
  if (body.length < 4) throw new SpdyError(goAwayStatus.protocolError, 'a control frame that is too short')
  return (body.readUInt32BE(0) & ~mask) >>> 0
}

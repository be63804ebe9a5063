import type { Readable, Writable } from 'node:stream'
import type { Channel, ChannelEnd } from './channel.ts'
import type { ChannelFrame, ChannelHost, ChannelState } from './channel-state.ts'
import { lingering } from './channel-state.ts'
import { ControlInbox, ControlOutbox } from './control-inbox.ts'
import { MuxError } from './errors.ts'
import { IncomingStream } from './incoming-stream.ts'
import { maxStreams } from './limits.ts'
import { createOutgoingStream, OutgoingQueue } from './outgoing-queue.ts'
import type { OutgoingStreamOwner, WriteDone } from './outgoing-queue.ts'
import { ProtocolError } from './frame-codec.ts'
import type { ReceiveWindow } from './receive-window.ts'
import { fromRefusal, toRefusal } from './refusal.ts'
import type { FrameSink, TurnTaker } from './sender.ts'

const nothing = new Uint8Array(0)

export interface MuxChannelOptions {
  readonly id: number
  /** The opener asked for the channel; the acceptor does the work, and its finish is the end of it. */
  readonly role: 'opener' | 'acceptor'
  readonly host: ChannelHost
  readonly receiveWindow: ReceiveWindow
  /** Bytes that the peer lets us send before its first Credit. */
  readonly sendWindow: number
}

/** A channel that both sides agreed on. */
export class MuxChannel implements Channel, ChannelState, TurnTaker, OutgoingStreamOwner {
  readonly id: number
  readonly ended: Promise<ChannelEnd>
  isWaiting = false
  readonly #role: 'opener' | 'acceptor'
  readonly #host: ChannelHost
  readonly #window: ReceiveWindow
  readonly #outgoing: OutgoingQueue
  readonly #controlsIn: ControlInbox
  readonly #controlsOut: ControlOutbox
  readonly #incoming = new Map<number, IncomingStream>()
  readonly #writables = new Map<number, Writable>()
  /** Streams whose Writable has not said all yet; a finish waits for them. */
  readonly #unfinished = new Set<number>()
  readonly #resolveEnded: (end: ChannelEnd) => void
  #error: MuxError | undefined
  #result: Uint8Array | undefined
  #finish: 'none' | 'asked' | 'sent' | 'acknowledged' = 'none'
  #peerFinished = false
  #creditWaits = false

  constructor({ id, role, host, receiveWindow, sendWindow }: MuxChannelOptions) {
    this.id = id
    this.#role = role
    this.#host = host
    this.#window = receiveWindow
    this.#outgoing = new OutgoingQueue(sendWindow)
    this.#controlsIn = new ControlInbox(host.limits, (error) => this.reset(error))
    this.#controlsOut = new ControlOutbox({ id, host })
    const { promise, resolve } = withResolver<ChannelEnd>()
    this.ended = promise
    this.#resolveEnded = resolve
  }

  // ---- For its owner ----

  readable(stream: number): Readable {
    checkStream(stream)
    return this.#incomingStream(stream).readable()
  }

  writable(stream: number): Writable {
    checkStream(stream)
    const existing = this.#writables.get(stream)
    if (existing !== undefined) return existing
    const writable = createOutgoingStream(stream, this)
    this.#writables.set(stream, writable)
    if (this.#error !== undefined) writable.destroy(this.#error)
    else if (this.#finish === 'none') this.#unfinished.add(stream)
    return writable
  }

  control(message: Uint8Array): void {
    if (this.#error === undefined && this.#finish === 'none') this.#controlsOut.send(message)
  }

  onControl(listener: (message: Uint8Array) => void): void {
    this.#controlsIn.listen(listener)
  }

  finish(result: Uint8Array = nothing): void {
    if (this.#error !== undefined || this.#finish !== 'none') return
    if (result.length > this.#host.limits.maxMessageBytes)
      return this.reset(new MuxError('internal', 'the result is too long'))
    this.#result = result
    this.#finish = 'asked'
    for (const writable of this.#writables.values()) writable.end()
    this.#host.ready(this)
  }

  reset(reason: MuxError): void {
    if (this.#error !== undefined || this.#isOver) return
    this.#host.become(this.id, lingering)
    this.abort(reason)
    this.#host.control({
      make: () => ({ reset: { channel: this.id, reason: toRefusal(reason) } }),
      onAcknowledged: () => this.#host.forget(this.id),
    })
  }

  // ---- For the session ----

  get isLive(): boolean {
    return !this.#isOver
  }

  frame(frame: ChannelFrame): void {
    switch (frame.body) {
      case 'data':
        return this.#onData(frame.data)
      case 'credit':
        return this.#onCredit(frame.credit.limit ?? 0)
      case 'control':
        return this.#onControl(frame.control.message ?? nothing)
      case 'finish':
        return this.#onFinish(frame.finish.result ?? nothing)
      case 'reset':
        this.#host.forget(this.id)
        return this.abort(fromRefusal(frame.reset.reason))
      default:
        throw new ProtocolError(`a second answer for channel ${this.id}`)
    }
  }

  abort(error: MuxError): void {
    if (this.#error !== undefined || this.#isOver) return
    this.#error = error
    this.#window.drop()
    this.#unfinished.clear()
    for (const stream of this.#incoming.values()) stream.fail(error)
    for (const writable of this.#writables.values()) writable.destroy(error)
    this.#outgoing.clear(error)
    this.#resolveEnded({ kind: 'failed', error })
  }

  get isSendable(): boolean {
    return this.#error === undefined && (this.#outgoing.isSendable || this.#mayFinish)
  }

  takeTurn(sink: FrameSink, maxBytes: number): void {
    if (!this.#outgoing.isSendable) return this.#sendFinish(sink)
    const part = this.#outgoing.take(maxBytes)
    if (part === undefined) return
    sink.sendData({ channel: this.id, ...part })
    part.done?.()
  }

  // ---- For its Writables ----

  write(stream: number, buffers: readonly Uint8Array[], done: WriteDone): void {
    if (this.#error !== undefined) return done(this.#error)
    if (!this.#unfinished.has(stream)) return done()
    this.#outgoing.write(stream, buffers, done)
    this.#host.ready(this)
  }

  end(stream: number, done: WriteDone): void {
    if (this.#error !== undefined) return done(this.#error)
    if (!this.#unfinished.delete(stream)) return done()
    this.#outgoing.end(stream, done)
    this.#host.ready(this)
  }

  /** Bytes are missing from the stream, which its reader must not take for its end. */
  destroyed(stream: number, error: Error | null): void {
    if (!this.#unfinished.delete(stream)) return
    if (error === null) return this.#host.ready(this)
    const reason = error instanceof MuxError ? error : new MuxError('internal', error.message, { cause: error })
    this.reset(reason)
  }

  // ---- Frames of the peer ----

  #onData(data: {
    channel?: number | null
    stream?: number | null
    payload?: Uint8Array | null
    end?: boolean | null
  }): void {
    const payload = data.payload ?? nothing
    const stream = this.#openIncomingStream(data.stream ?? 0)
    this.#window.receive(payload.length)
    // The acceptor has given its result: nobody reads what the opener sent before it knew.
    if (this.#role === 'acceptor' && this.#finish !== 'none') return this.#onRead(payload.length)
    stream.receive(payload)
    if (data.end === true) stream.end()
  }

  #openIncomingStream(number: number): IncomingStream {
    if (number >= maxStreams) throw new ProtocolError(`stream ${number}`)
    const stream = this.#incomingStream(number)
    if (stream.isEnded) throw new ProtocolError('data after the end of its stream')
    return stream
  }

  #incomingStream(number: number): IncomingStream {
    const existing = this.#incoming.get(number)
    if (existing !== undefined) return existing
    const stream = new IncomingStream((bytes) => this.#onRead(bytes))
    this.#incoming.set(number, stream)
    if (this.#error !== undefined) stream.fail(this.#error)
    else if (this.#peerFinished) stream.end()
    return stream
  }

  #onRead(bytes: number): void {
    if (this.#error !== undefined || !this.#window.read(bytes) || this.#creditWaits) return
    this.#creditWaits = true
    this.#host.control({ make: () => this.#makeCredit() })
  }

  #makeCredit(): { credit: { channel: number; limit: number } } | undefined {
    this.#creditWaits = false
    if (this.#error !== undefined || this.#peerFinished) return undefined
    return { credit: { channel: this.id, limit: this.#window.advertise() } }
  }

  #onCredit(limit: number): void {
    this.#outgoing.grant(limit)
    this.#host.ready(this)
  }

  #onControl(message: Uint8Array): void {
    if (this.#peerFinished) throw new ProtocolError('a control message after the finish')
    this.#controlsIn.receive(message)
  }

  #onFinish(result: Uint8Array): void {
    if (this.#peerFinished) throw new ProtocolError('a second finish')
    if (result.length > this.#host.limits.maxMessageBytes) throw new ProtocolError('a result too long')
    this.#peerFinished = true
    this.#window.close()
    for (const stream of this.#incoming.values()) stream.end()
    if (this.#role === 'opener') this.#finishForOwner()
    this.#resolveEnded({ kind: 'finished', result: Uint8Array.from(result) })
    this.#forgetWhenOver()
  }

  /** The work is done: what we have not sent is for nobody, and the peer needs to hear that we know. */
  #finishForOwner(): void {
    this.#unfinished.clear()
    this.#outgoing.clear()
    if (this.#finish !== 'none') return this.#host.ready(this)
    this.#result = nothing
    this.#finish = 'asked'
    this.#host.ready(this)
  }

  // ---- The end ----

  get #mayFinish(): boolean {
    return this.#finish === 'asked' && this.#outgoing.isEmpty && this.#unfinished.size === 0
  }

  get #isOver(): boolean {
    if (this.#error !== undefined) return true
    return this.#peerFinished && (this.#finish === 'sent' || this.#finish === 'acknowledged')
  }

  #sendFinish(sink: FrameSink): void {
    if (!this.#mayFinish) return
    this.#finish = 'sent'
    const onAcknowledged = (): void => {
      this.#finish = 'acknowledged'
      this.#forgetWhenOver()
    }
    sink.sendNumbered({ finish: { channel: this.id, result: this.#result ?? nothing } }, onAcknowledged)
  }

  #forgetWhenOver(): void {
    if (this.#peerFinished && this.#finish === 'acknowledged') this.#host.forget(this.id)
  }
}

function checkStream(stream: number): void {
  if (!Number.isInteger(stream) || stream < 0 || stream >= maxStreams) throw new RangeError(`no stream ${stream}`)
}

function withResolver<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => (resolve = settle))
  return { promise, resolve }
}

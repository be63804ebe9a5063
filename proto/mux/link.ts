import type { MuxClock } from './clock.ts'
import type { FlightWindow } from './flight-window.ts'
import { decodeFrame, encodeDataFrame, encodeFrame, ProtocolError } from './frame-codec.ts'
import type { DataBody, Frame, FrameBody, FrameNumbers } from './frame-codec.ts'
import type { Inbox } from './inbox.ts'
import type { Outbox } from './outbox.ts'
import type { FrameListener, FrameTransport } from './transport.ts'

/** Received bytes that are acknowledged at once; fewer wait for a frame that goes the other way anyway. */
const promptAckBytes = 8 * 1024
const delayedAckMs = 20
/** On fast links every acknowledgement stands for this much, or for this time: they cost as much as other frames. */
const batchedAckBytes = 256 * 1024
const batchedAckMs = 2

/** Bodies that are not numbered: they concern the connection, not the session, and are never repeated. */
const unnumberedBodies: ReadonlySet<string> = new Set([
  'hello',
  'welcome',
  'settings',
  'goodbye',
  'ping',
  'pong',
  'ack',
])

interface LinkOptions {
  readonly transport: FrameTransport
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly flight: FlightWindow
  readonly buffers: FrameBuffers
  readonly clock: MuxClock
  readonly owner: LinkOwner
}

/** Hears what a link has to say; the session. */
export interface LinkOwner {
  /** A frame that is new: numbered ones in order and once. */
  frame(frame: Frame): void
  /** More may be sent than before. */
  writable(): void
  /** A frame broke the rules, or applying it threw. */
  failed(error: unknown): void
  /** The transport is gone. */
  closed(error?: Error): void
}

/** A session's frames on one transport: numbers, acknowledgements, and what may be under way. */
export class Link implements FrameListener {
  readonly #options: LinkOptions
  #isBlocked = false
  #isClosed = false
  #ackIsScheduled = false
  #cancelAck: (() => void) | undefined
  #ackDueAtMs = 0
  #ackSentAtMs = -Infinity
  #receivedAtMs: number

  constructor(options: LinkOptions) {
    this.#options = options
    this.#receivedAtMs = options.clock.now()
  }

  /** When the last frame came, by the session's clock. */
  get receivedAtMs(): number {
    return this.#receivedAtMs
  }

  /** The transport takes more. */
  get isWritable(): boolean {
    return !this.#isBlocked && !this.#isClosed
  }

  /** The flight has room for data. */
  get hasRoom(): boolean {
    return this.#options.outbox.bytes < this.#options.flight.limitBytes
  }

  /** Delivers what the transport received from now on, and before. */
  start(): void {
    this.#options.transport.listen(this)
  }

  /** Sends a frame that is not kept. */
  sendUnnumbered(body: FrameBody): void {
    this.#transmit(encodeFrame({ sequence: 0, acknowledged: this.#options.inbox.received }, body))
  }

  /** Sends a frame that is kept until it is acknowledged. */
  sendNumbered(body: FrameBody, onAcknowledged?: () => void): void {
    this.#keepAndTransmit(encodeFrame(this.#numbers(), body), onAcknowledged)
  }

  sendData(body: DataBody): void {
    let buffer: FrameBuffer | undefined
    const bytes = encodeDataFrame(this.#numbers(), body, (length) => {
      buffer = this.#options.buffers.take(length)
      return buffer.bytes
    })
    this.#keepAndTransmit(bytes, buffer?.letGo, buffer?.letGo)
  }

  /** There was nothing to fill the flight with. */
  idle(): void {
    this.#options.flight.idle(this.#options.outbox.bytes)
  }

  /** Ends the transport after what was sent; nothing is heard of it from here but `closed`. */
  close(fault?: string): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#cancelAck?.()
    this.#options.transport.close(fault)
  }

  frame(bytes: Uint8Array): void {
    if (this.#isClosed) return
    this.#receivedAtMs = this.#options.clock.now()
    try {
      this.#apply(bytes)
    } catch (error) {
      this.#options.owner.failed(error)
    }
  }

  drain(): void {
    this.#isBlocked = false
    this.#options.owner.writable()
  }

  closed(error?: Error): void {
    this.#isClosed = true
    this.#cancelAck?.()
    this.#options.owner.closed(error)
  }

  #apply(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes)
    this.#acknowledge(frame.acknowledged ?? 0)
    if (this.#isNew(frame, bytes.length)) this.#options.owner.frame(frame)
    this.#options.owner.writable()
  }

  #isNew(frame: Frame, bytes: number): boolean {
    const sequence = frame.sequence ?? 0
    if ((sequence === 0) !== unnumberedBodies.has(frame.body ?? ''))
      throw new ProtocolError(`a ${frame.body} frame with number ${sequence}`)
    if (sequence === 0) return true
    // A repeated frame is acknowledged again: the peer has not heard it the first time.
    const isNew = this.#options.inbox.accept(sequence, bytes)
    this.#scheduleAck()
    return isNew
  }

  #acknowledge(wireNumber: number): void {
    const { outbox, flight } = this.#options
    const before = outbox.bytes
    const newest = outbox.acknowledge(wireNumber)
    if (newest !== undefined) flight.acknowledge(before - outbox.bytes, newest.sent, this.#receivedAtMs)
  }

  #numbers(): FrameNumbers {
    return { sequence: this.#options.outbox.nextNumber, acknowledged: this.#options.inbox.received }
  }

  #keepAndTransmit(bytes: Uint8Array, onAcknowledged?: () => void, onReleased?: () => void): void {
    const { outbox, flight, clock } = this.#options
    outbox.keep({ bytes, onAcknowledged, sent: flight.send(outbox.bytes, clock.now()) })
    this.#transmit(bytes, onReleased)
  }

  #transmit(bytes: Uint8Array, onReleased?: () => void): void {
    if (this.#isClosed) return
    this.#options.inbox.acknowledged()
    if (!this.#options.transport.send(bytes, onReleased)) this.#isBlocked = true
  }

  #scheduleAck(): void {
    const { unacknowledgedBytes } = this.#options.inbox
    const isBatch = this.#receivedAtMs - this.#ackSentAtMs < batchedAckMs && unacknowledgedBytes < batchedAckBytes
    if (unacknowledgedBytes < promptAckBytes) this.#sendAckWithin(delayedAckMs)
    else if (isBatch) this.#sendAckWithin(batchedAckMs)
    else this.#sendAckSoon()
  }

  #sendAckSoon(): void {
    if (this.#ackIsScheduled) return
    this.#ackIsScheduled = true
    this.#options.clock.soon(() => this.#sendAck())
  }

  #sendAckWithin(delayMs: number): void {
    const dueAtMs = this.#receivedAtMs + delayMs
    if (this.#cancelAck !== undefined && this.#ackDueAtMs <= dueAtMs) return
    this.#cancelAck?.()
    this.#ackDueAtMs = dueAtMs
    this.#cancelAck = this.#options.clock.schedule(() => this.#sendAck(), delayMs)
  }

  #sendAck(): void {
    this.#ackIsScheduled = false
    this.#cancelAck?.()
    this.#cancelAck = undefined
    // While the transport is blocked, `drain` is followed by frames that carry it.
    if (this.#isClosed || this.#options.inbox.unacknowledgedFrames === 0) return
    if (this.#isBlocked) return this.#sendAckWithin(delayedAckMs)
    this.#ackSentAtMs = this.#options.clock.now()
    this.sendUnnumbered({ ack: {} })
  }
}

/** Holds a data frame of the largest payload. */
const slotBytes = 33 * 1024
/** Smaller frames come and go too rarely in bulk to be worth keeping. */
const minPooledBytes = 8 * 1024
/** About what is under way on a fast link: 1 MiB. */
const maxFree = 32

/** The bytes of a frame that two hold: the outbox and the transport. */
interface FrameBuffer {
  readonly bytes: Buffer
  /** To be called once by each of the two; after both, the bytes are used for another frame. */
  readonly letGo: () => void
}

/**
 * Uses the memory of large frames again. Without it, every frame is memory that lives until its acknowledgement,
 * just long enough to make the garbage collector's work half of all work.
 */
export class FrameBuffers {
  #free: Buffer[] = []

  take(bytes: number): FrameBuffer {
    if (bytes < minPooledBytes || bytes > slotBytes) return { bytes: Buffer.allocUnsafe(bytes), letGo: () => {} }
    const slot = this.#free.pop() ?? Buffer.allocUnsafeSlow(slotBytes)
    let holders = 2
    const letGo = (): void => {
      holders -= 1
      if (holders === 0 && this.#free.length < maxFree) this.#free.push(slot)
    }
    return { bytes: slot.subarray(0, bytes), letGo }
  }

  /** Gives the memory back: nothing is under way in bulk. */
  clear(): void {
    this.#free = []
  }
}

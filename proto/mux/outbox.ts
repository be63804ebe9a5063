import { Fifo } from './fifo.ts'
import { fromWireNumber, ProtocolError, toWireNumber } from './frame-codec.ts'

/** A frame that was sent and is kept until the peer acknowledged it. */
export interface KeptFrame {
  readonly bytes: Uint8Array
  /** What to tell when it is acknowledged. */
  readonly onAcknowledged: (() => void) | undefined
  /** The flight window's notes of the moment when it was sent. */
  readonly sent: SendNote
}

/** What the flight window wants to know of a frame when its acknowledgement comes. */
export interface SendNote {
  readonly atMs: number
  /** Acknowledged bytes when this frame left, and when the last of them was acknowledged. */
  readonly delivered: number
  readonly deliveredAtMs: number
  /** When the frame left whose acknowledgement was the last. */
  readonly firstSentAtMs: number
  /** Bytes under way before this frame. */
  readonly inFlight: number
  /** There was less to send than allowed. */
  readonly idle: boolean
}

/** Numbers our frames and keeps them until the peer has them. Outlives a transport. */
export class Outbox {
  readonly #frames = new Fifo<KeptFrame>()
  #sent = 0
  #bytes = 0

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes
  }

  get count(): number {
    return this.#frames.length
  }

  /** The next frame's number, in the wire's form. */
  get nextNumber(): number {
    return toWireNumber(this.#sent + 1)
  }

  /** Frames that the peer may not have, oldest first: what a new transport has to repeat. */
  *unacknowledged(): Iterable<Uint8Array> {
    for (const frame of this.#frames) yield frame.bytes
  }

  /** Keeps the frame that carries `nextNumber`. */
  keep(frame: KeptFrame): void {
    this.#sent += 1
    this.#bytes += frame.bytes.length
    this.#frames.push(frame)
  }

  /**
   * Lets go of all frames up to `wireNumber` and returns the newest of them, if there was any. Throws
   * ProtocolError for one that was never sent.
   */
  acknowledge(wireNumber: number): KeptFrame | undefined {
    if (wireNumber === 0) return undefined
    const number = fromWireNumber(wireNumber, this.#sent)
    if (number > this.#sent) throw new ProtocolError(`acknowledgement of frame ${number}, which was never sent`)
    let newest: KeptFrame | undefined
    for (let left = number - (this.#sent - this.count); left > 0; left -= 1) newest = this.#release()
    return newest
  }

  #release(): KeptFrame | undefined {
    const frame = this.#frames.shift()
    if (frame === undefined) return undefined
    this.#bytes -= frame.bytes.length
    frame.onAcknowledged?.()
    return frame
  }
}

import { fromWireNumber, ProtocolError, toWireNumber } from './frame-codec.ts'

/** What was received of the peer's numbered frames, and what of it the peer knows. Outlives a transport. */
export class Inbox {
  #received = 0
  #acknowledged = 0
  #unacknowledgedBytes = 0

  /** The highest number received in order, as the wire wants it. */
  get received(): number {
    return toWireNumber(this.#received)
  }

  /** Frames that the peer still keeps, for all it knows. */
  get unacknowledgedFrames(): number {
    return this.#received - this.#acknowledged
  }

  get unacknowledgedBytes(): number {
    return this.#unacknowledgedBytes
  }

  /**
   * True when the frame is the next one and is to be applied; false when it was applied before. Throws
   * ProtocolError at a gap: the transport keeps order, so a frame that is missing is missing for good.
   */
  accept(wireNumber: number, bytes: number): boolean {
    const number = fromWireNumber(wireNumber, this.#received)
    if (number <= this.#received) return false
    if (number !== this.#received + 1) throw new ProtocolError(`frame ${number} after frame ${this.#received}`)
    this.#received = number
    this.#unacknowledgedBytes += bytes
    return true
  }

  /** Everything received is being acknowledged. */
  acknowledged(): void {
    this.#acknowledged = this.#received
    this.#unacknowledgedBytes = 0
  }
}

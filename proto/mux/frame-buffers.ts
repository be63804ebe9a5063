/** Holds a data frame of the largest payload. */
const slotBytes = 33 * 1024
/** Smaller frames come and go too rarely in bulk to be worth keeping. */
const minPooledBytes = 8 * 1024
/** About what is under way on a fast link: 1 MiB. */
const maxFree = 32

/** The bytes of a frame that two hold: the outbox and the transport. */
export interface FrameBuffer {
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

import { Writable } from 'node:stream'
import { Fifo } from './fifo.ts'
import { fromWireOffset } from './frame-codec.ts'
import { limitPieces } from './limit-pieces.ts'

/** Told once when a write is over: without an error when all of it was sent, or is not wanted any more. */
export type WriteDone = (error?: Error | null) => void

/** Part of one stream, ready for a frame. */
interface OutgoingPart {
  readonly stream: number
  readonly pieces: readonly Uint8Array[]
  readonly end: boolean
  /** To be called when the part was sent. */
  readonly done: WriteDone | undefined
}

interface PendingWrite {
  readonly stream: number
  readonly buffers: readonly Uint8Array[]
  /** Where sending stopped. */
  index: number
  offset: number
  left: number
  readonly end: boolean
  readonly done: WriteDone
}

/** Writes of all streams of a channel, in order, waiting for credit and for their turn. */
export class OutgoingQueue {
  readonly #writes = new Fifo<PendingWrite>()
  #sent = 0
  #limit: number

  /** `window` is what the peer gave when the channel opened. */
  constructor(window: number) {
    this.#limit = window
  }

  get isEmpty(): boolean {
    return this.#writes.length === 0
  }

  /** There is something to send, and credit for it. */
  get isSendable(): boolean {
    const first = this.#writes.first
    return first !== undefined && (first.left === 0 || this.#sent < this.#limit)
  }

  /** Takes the peer's absolute limit; an older one does nothing. */
  grant(wireLimit: number): void {
    this.#limit = Math.max(this.#limit, fromWireOffset(wireLimit, this.#limit))
  }

  write(stream: number, buffers: readonly Uint8Array[], done: WriteDone): void {
    let left = 0
    for (const buffer of buffers) left += buffer.length
    this.#writes.push({ stream, buffers, index: 0, offset: 0, left, end: false, done })
  }

  end(stream: number, done: WriteDone): void {
    this.#writes.push({ stream, buffers: [], index: 0, offset: 0, left: 0, end: true, done })
  }

  /** The next part, of `maxBytes` at most; only when `isSendable`. */
  take(maxBytes: number): OutgoingPart | undefined {
    const write = this.#writes.first
    if (write === undefined) return undefined
    const bytes = Math.min(maxBytes, write.left, this.#limit - this.#sent)
    const pieces = takePieces(write, bytes)
    this.#sent += bytes
    if (write.left > 0) return { stream: write.stream, pieces, end: false, done: undefined }
    this.#writes.shift()
    return { stream: write.stream, pieces, end: write.end, done: write.done }
  }

  /** Ends all waiting writes: with `error`, or as if they had been sent. */
  clear(error?: Error): void {
    for (const write of this.#writes.drain()) write.done(error)
  }
}

function takePieces(write: PendingWrite, bytes: number): Uint8Array[] {
  const pieces: Uint8Array[] = []
  write.left -= bytes
  for (let wanted = bytes; wanted > 0;) {
    const buffer = write.buffers[write.index]
    if (buffer === undefined) break
    const piece = buffer.subarray(write.offset, write.offset + wanted)
    pieces.push(piece)
    wanted -= piece.length
    write.offset += piece.length
    if (write.offset < buffer.length) continue
    write.index += 1
    write.offset = 0
  }
  return pieces
}

const highWaterMarkBytes = 64 * 1024

/** What a Writable of a channel asks of it. */
export interface OutgoingStreamOwner {
  write(stream: number, buffers: readonly Uint8Array[], done: WriteDone): void
  end(stream: number, done: WriteDone): void
  /** The Writable is gone before its end; with an error when something went wrong. */
  destroyed(stream: number, error: Error | null): void
}

export function createOutgoingStream(stream: number, owner: OutgoingStreamOwner): Writable {
  let ended = false
  const writable = new Writable({
    highWaterMark: highWaterMarkBytes,
    write: (chunk: Uint8Array, _encoding, done) => owner.write(stream, [chunk], done),
    writev: (chunks, done) =>
      owner.write(
        stream,
        chunks.map(({ chunk }) => chunk as Uint8Array),
        done,
      ),
    final: (done) => {
      ended = true
      owner.end(stream, done)
    },
    destroy: (error, callback) => {
      if (!ended) owner.destroyed(stream, error)
      callback(error)
    },
  })
  // Without a listener an error would end the process; who cares for it has a listener of his own.
  writable.on('error', () => {})
  return limitPieces(writable)
}

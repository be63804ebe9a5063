import { Writable } from 'node:stream'
import { limitPieces } from './limit-pieces.ts'
import type { WriteDone } from './outgoing-queue.ts'

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

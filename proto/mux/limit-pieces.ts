import type { Writable } from 'node:stream'

/** What each piece that waits costs besides its bytes: a Buffer, and the objects that queues put around it. */
export const pieceBytes = 256

type Callback = (error?: Error | null) => void

/**
 * Has a sink count what pieces cost: its `write` says that there is no room as soon as what waits takes the sink's high
 * water mark of memory. By itself it counts bytes alone, of which a flood of single ones has few. `drain` follows as
 * ever. Only for sinks of bytes. Returns the sink.
 */
export function limitPieces<Sink extends Writable>(sink: Sink): Sink {
  const write = sink.write.bind(sink) as (chunk: Uint8Array, encoding: undefined, callback?: Callback) => boolean
  let pieces = 0
  let owesDrain = false
  const tell = (): void => {
    if (!owesDrain) return
    owesDrain = false
    // Of a sink that is full by its own count, too, `drain` comes by itself.
    if (!sink.destroyed && !sink.writableNeedDrain) sink.emit('drain')
  }
  const writePiece = (chunk: Uint8Array, callback: Callback | undefined): boolean => {
    pieces = sink.writableLength === 0 ? 1 : pieces + 1
    const bytes = sink.writableLength + chunk.length
    const isFull = bytes + pieces * pieceBytes >= sink.writableHighWaterMark
    // What is full by its own count says so, and when it is not any more.
    if (pieces === 1 || !isFull || bytes >= sink.writableHighWaterMark) return write(chunk, undefined, callback)
    owesDrain = true
    write(chunk, undefined, (error) => {
      callback?.(error)
      tell()
    })
    return false
  }
  sink.write = ((chunk: Uint8Array, encoding?: BufferEncoding | Callback, callback?: Callback) =>
    writePiece(chunk, typeof encoding === 'function' ? encoding : callback)) as Sink['write']
  return sink
}

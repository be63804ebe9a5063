import type { TerminalSize } from './stream-set.ts'

/** A size is some thirty bytes. What came before as many as these is neither kept nor looked at. */
const maxBytes = 1024
const maxCells = 0xffff
const objectPattern = /\{[^{}]*\}/g
const widthPattern = /"Width"\s*:\s*(\d{1,5})\s*[,}]/
const heightPattern = /"Height"\s*:\s*(\d{1,5})\s*[,}]/

/**
 * Reads terminal sizes from the resize channel, which is a stream of JSON objects such as
 * `{"Width":80,"Height":24}` that messages may cut anywhere (client-go, tools/remotecommand/resize.go).
 *
 * However long a chunk is, its end alone is read: the last size is the one that counts.
 */
export class ResizeDecoder {
  #pending = ''

  /** The sizes that `chunk` completes. What is no size is skipped: a terminal of the wrong size harms nobody. */
  push(chunk: Uint8Array): TerminalSize[] {
    const text = (this.#pending + Buffer.from(chunk.subarray(-maxBytes)).toString('latin1')).slice(-maxBytes)
    const end = text.lastIndexOf('}') + 1
    this.#pending = text.slice(end)
    return (text.slice(0, end).match(objectPattern) ?? []).flatMap((object) => parseSize(object) ?? [])
  }
}

/** By patterns, for JSON.parse takes long to throw, and it may all be nonsense. */
function parseSize(text: string): TerminalSize | undefined {
  const columns = Number(widthPattern.exec(text)?.[1])
  const rows = Number(heightPattern.exec(text)?.[1])
  // A number that was not found is NaN.
  return columns <= maxCells && rows <= maxCells ? { columns, rows } : undefined
}

/** Hands sizes to one listener that may come later than the first size. */
export class ResizeRelay {
  #listener: ((size: TerminalSize) => void) | undefined
  #last: TerminalSize | undefined

  tell(size: TerminalSize): void {
    if (this.#listener) this.#listener(size)
    else this.#last = size
  }

  /** The last size that came before the call is delivered at once. */
  listen(listener: (size: TerminalSize) => void): void {
    this.#listener = listener
    if (this.#last) listener(this.#last)
    this.#last = undefined
  }
}

import type { Readable, Writable } from 'node:stream'
import { limitPieces } from '../../proto/mux/limit-pieces.ts'

/** What a terminal's line discipline takes for the end of the input, VEOF. */
const endOfTransmission = 4
const newline = 10
/** When to say so again, each time twice as long after the last time, and how often. */
const firstRepeatMs = 250
const maxRepeats = 8

/** Carries the client's input to a process. Its errors end it quietly: a process may close its input when it likes. */
export function feedStdin(source: Readable, sink: Writable): void {
  source.on('error', () => {})
  sink.on('error', () => discard(source, sink))
  sink.on('close', () => discard(source, sink))
  source.pipe(limitPieces(sink))
}

/**
 * The same for a terminal, which cannot be half-closed: the end of the input becomes the control character that a
 * person would type, twice when a line is unfinished, for the first then only ends that line. It counts for one reader
 * alone, and for none who sets the terminal up anew before it reads, as shells do when they begin: so it is repeated, a
 * few times, for as long as there is somebody to hear it.
 */
export function feedTerminal(source: Readable, sink: Writable): void {
  let last = newline
  source.on('data', (chunk: Buffer) => (last = chunk.at(-1) ?? last))
  source.on('error', () => {})
  sink.on('error', () => discard(source, sink))
  sink.on('close', () => discard(source, sink))
  source.pipe(limitPieces(sink), { end: false })
  source.once('end', () => {
    if (sink.writable) sink.write(Buffer.alloc(last === newline ? 1 : 2, endOfTransmission))
    repeatEnd(sink)
  })
}

function repeatEnd(sink: Writable): void {
  let repeats = 0
  let timer: NodeJS.Timeout | undefined
  const wait = (): void => {
    if (repeats < maxRepeats && sink.writable) timer = setTimeout(repeat, firstRepeatMs * 2 ** repeats++)
  }
  const repeat = (): void => {
    // What waits to be read ends with it already.
    if (sink.writable && sink.writableLength === 0) sink.write(Buffer.of(endOfTransmission))
    wait()
  }
  sink.once('close', () => clearTimeout(timer))
  wait()
}

/** The client may go on sending, and would otherwise wait for ever for somebody to take it. */
function discard(source: Readable, sink: Writable): void {
  source.unpipe(sink)
  source.resume()
}

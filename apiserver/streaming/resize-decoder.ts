import type { TerminalSize } from './stream-set.ts'

/** A size is some thirty bytes. */
const maxPendingCharacters = 1024
const maxCells = 0xffff

/**
 * Reads terminal sizes from the resize channel, which is a stream of JSON objects such as
 * `{"Width":80,"Height":24}` that messages may cut anywhere (client-go, tools/remotecommand/resize.go).
 */
export class ResizeDecoder {
  #pending = ''

  /** The sizes that `chunk` completes. What is no size is skipped: a terminal of the wrong size harms nobody. */
  push(chunk: Uint8Array): TerminalSize[] {
    const parts = (this.#pending + Buffer.from(chunk).toString('latin1')).split('}')
    this.#pending = (parts.pop() ?? '').slice(0, maxPendingCharacters)
    return parts.flatMap((part) => parseSize(`${part}}`) ?? [])
  }
}

function parseSize(text: string): TerminalSize | undefined {
  try {
    const { Width: columns, Height: rows } = JSON.parse(text) as { Width?: unknown; Height?: unknown }
    return isCells(columns) && isCells(rows) ? { columns, rows } : undefined
  } catch {
    return undefined
  }
}

function isCells(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= maxCells
}

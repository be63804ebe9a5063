import { ApiError } from '../meta/errors.ts'

/** How deep a body may nest. Kubernetes' own objects stay far below; what walks a value may recurse this deep. */
export const maxJsonDepth = 128

const quoteCode = 0x22
const backslashCode = 0x5c
const commaCode = 0x2c
const colonCode = 0x3a
const openBracketCode = 0x5b
const closeBracketCode = 0x5d
const openBraceCode = 0x7b
const closeBraceCode = 0x7d

/** Throws ApiError 400 when JSON text nests deeper than `maxDepth`. Linear, and for any text. */
export function checkDepth(text: string, maxDepth: number = maxJsonDepth): void {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quoteCode) at = endOfString(text, at)
    else if (code === openBraceCode || code === openBracketCode) depth += 1
    else if (code === closeBraceCode || code === closeBracketCode) depth -= 1
    if (depth > maxDepth) throw new ApiError('BadRequest', `the body is nested deeper than ${maxDepth}`)
  }
}

/** What the scanner is inside of: an object with its keys, or a list with the index of its element. */
interface Frame {
  readonly keys: Set<string> | undefined
  /** As a path shows it: the current key of an object, the index of an element. */
  key: string
  index: number
}

/**
 * Paths of keys that occur twice in one object of the JSON text, such as `spec.access.exec`; at most `max`.
 * For text that JSON.parse accepts. Linear; holds the keys of the objects that are open.
 */
export function findDuplicateKeys(text: string, max = 100): string[] {
  const duplicates: string[] = []
  const frames: Frame[] = []
  for (let at = 0; at < text.length && duplicates.length < max; at += 1) {
    const code = text.charCodeAt(at)
    const frame = frames.at(-1)
    if (code === openBraceCode) frames.push({ keys: new Set(), key: '', index: 0 })
    else if (code === openBracketCode) frames.push({ keys: undefined, key: '', index: 0 })
    else if (code === closeBraceCode || code === closeBracketCode) frames.pop()
    else if (code === commaCode && frame) frame.index += 1
    else if (code === quoteCode) {
      const end = endOfString(text, at)
      if (frame?.keys && isKey(text, end))
        noteKey(text.slice(at + 1, end), { frame, keys: frame.keys, frames, duplicates })
      at = end
    }
  }
  return duplicates
}

/** The index of the closing quote of the string that opens at `start`; the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quoteCode) return at
    if (code === backslashCode) at += 1
  }
  return at
}

/** Whether the string that closes at `end` is a key: a colon follows. */
function isKey(text: string, end: number): boolean {
  let at = end + 1
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1
  return text.charCodeAt(at) === colonCode
}

interface Scan {
  readonly frame: Frame
  readonly keys: Set<string>
  readonly frames: readonly Frame[]
  readonly duplicates: string[]
}

/** `raw` is what stands between the quotes. */
function noteKey(raw: string, { frame, keys, frames, duplicates }: Scan): void {
  const key = raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw
  frame.key = key
  if (keys.has(key)) duplicates.push(pathOf(frames))
  keys.add(key)
}

/** Bounded, for a key may be as long as the body. */
function pathOf(frames: readonly Frame[]): string {
  const parts = frames.map((frame, depth) => {
    if (!frame.keys) return `[${frame.index}]`
    return `${depth === 0 ? '' : '.'}${frame.key.slice(0, 128)}`
  })
  return parts.join('').slice(0, 512)
}

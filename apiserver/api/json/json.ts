import { ApiError } from '../meta/errors.ts'

/** Deeper bodies are refused: recursion over them, here and in JSON.stringify, would end in a stack overflow. */
const maxDepth = 128

/**
 * Copies plain JSON, several times faster than structuredClone. Drops `__proto__` keys.
 * Throws ApiError 400 when the value is nested more than 128 deep.
 */
export function cloneJson<T>(value: T, depth = 0): T {
  if (typeof value !== 'object' || value === null) return value
  if (depth > maxDepth) throw new ApiError('BadRequest', `the object is nested more than ${maxDepth} levels deep`)
  if (Array.isArray(value)) return value.map((item) => cloneJson(item, depth + 1)) as T
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    if (key !== '__proto__' && item !== undefined) copy[key] = cloneJson(item, depth + 1)
  }
  return copy as T
}

/** Whether two plain JSON values are the same; the order of keys does not matter. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && arraysEqual(a, b)
  return recordsEqual(a as Record<string, unknown>, b as Record<string, unknown>)
}

function arraysEqual(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => jsonEqual(item, b[index]))
}

function recordsEqual(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && jsonEqual(a[key], b[key]))
}

export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

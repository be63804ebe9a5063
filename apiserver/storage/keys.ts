/** The longest key, in bytes of UTF-8. LMDB takes 1978; group, resource, namespace and name need 640. */
export const maxKeyBytes = 1024

/** The largest value. Far above the API's body limit of 3 MiB, far below what would stall a commit. */
export const maxValueBytes = 16 * 1024 * 1024

// Without surrogates the order of JavaScript strings is the order of their UTF-8 bytes, which is what LMDB sorts by.
const forbidden = /[\p{Cc}\p{Cs}\u{10000}-\u{10ffff}\uffff]/u

/** Throws TypeError: a key that cannot be stored is the caller's mistake. */
export function assertKey(key: string): void {
  if (key === '' || forbidden.test(key)) throw new TypeError(`${JSON.stringify(key)} cannot be a storage key`)
  if (Buffer.byteLength(key) > maxKeyBytes) throw new TypeError(`a storage key has at most ${maxKeyBytes} bytes`)
}

/** Throws TypeError when `value` exceeds `maxValueBytes`. */
export function assertValue(value: Uint8Array): void {
  if (value.byteLength > maxValueBytes) throw new TypeError(`a stored value has at most ${maxValueBytes} bytes`)
}

/** The order of every list: that of the keys' bytes. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** `a/b/c` -> ``, `a/`, `a/b/`: the prefixes that end where a path segment does. */
export function* directoriesOf(key: string): Generator<string> {
  yield ''
  for (let at = key.indexOf('/'); at !== -1; at = key.indexOf('/', at + 1)) yield key.slice(0, at + 1)
}

/** The longest prefix of `prefix` that ends where a path segment does. */
export function directoryOf(prefix: string): string {
  return prefix.slice(0, prefix.lastIndexOf('/') + 1)
}

/** Keys of API objects begin so; everything else is raw bytes and read through `get` and `list`. */
export const objectPrefix = 'registry/'

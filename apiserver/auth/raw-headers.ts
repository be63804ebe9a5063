/** Values by the names of headers in lower case. */
export type Headers = ReadonlyMap<string, readonly string[]>

/**
 * The headers whose names begin with `prefix`, each with all of its values. Of the raw ones, because node joins those that are
 * repeated, and a comma may be part of a value. It reads bytes as Latin-1; Go, and so all clients, send UTF-8.
 */
export function collectHeaders(rawHeaders: readonly string[], prefix = ''): Headers {
  const headers = new Map<string, string[]>()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    if (!name.startsWith(prefix)) continue
    const values = headers.get(name) ?? []
    values.push(Buffer.from(rawHeaders[index + 1] ?? '', 'latin1').toString())
    headers.set(name, values)
  }
  return headers
}

/** The extra values of a user, by keys that stand in the headers' names behind one of the prefixes. */
export function collectExtra(headers: Headers, prefixes: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const extra = new Map<string, readonly string[]>()
  for (const prefix of prefixes) {
    for (const [name, values] of headers) {
      if (!name.startsWith(prefix)) continue
      const key = unescapeKey(name.slice(prefix.length))
      extra.set(key, [...(extra.get(key) ?? []), ...values])
    }
  }
  return extra
}

/** Keys are percent-encoded, for not every key can be a header; what is no encoding stands for itself. */
function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

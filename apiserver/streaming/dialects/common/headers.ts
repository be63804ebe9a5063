/**
 * The values of a header that may be repeated or hold a comma-separated list, in order. Of `rawHeaders`, because
 * node joins or drops repeated headers by rules of its own.
 */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) values.push(...(rawHeaders[index + 1] ?? '').split(','))
  }
  return values.map((value) => value.trim()).filter((value) => value !== '')
}

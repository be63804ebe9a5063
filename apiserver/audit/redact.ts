/** What stands where a secret was. */
export const redacted = 'REDACTED'

/** Names of query parameters whose values are nobody's business, wherever the word stands in the name. */
const secretName = /token|secret|passw|authorization|credential|api[-_]?key/i
/** A join token (devices/enrolment), also where it is a word of a command. */
const joinToken = /[0-9a-f]{32}(?:\.|%2e)[\w-]{43}/gi

/** A request's path and query as they may be written down. The words of commands are in it, as in Kubernetes' audit log. */
export function redactUri(uri: string): string {
  const start = uri.indexOf('?')
  if (start < 0) return uri.length < 76 ? uri : uri.replaceAll(joinToken, redacted)
  const query = uri
    .slice(start + 1)
    .split('&')
    .map(redactPair)
    .join('&')
  return `${uri.slice(0, start)}?${query}`.replaceAll(joinToken, redacted)
}

function redactPair(pair: string): string {
  const end = pair.indexOf('=')
  return end >= 0 && secretName.test(decode(pair.slice(0, end))) ? `${pair.slice(0, end)}=${redacted}` : pair
}

/** A name that cannot be decoded is compared as it is. */
function decode(name: string): string {
  if (!name.includes('%')) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

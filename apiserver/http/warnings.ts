/** Longest text that is sent; the rest is cut off. Kubernetes: k8s.io/apiserver/pkg/warning. */
const maxTextLength = 256
/** All texts together, so that the answer's head stays within what clients accept. */
const maxHeaderLength = 4096

/**
 * Values for `Warning` headers, RFC 7234 5.5: code 299, no agent, the text quoted. Text that HTTP cannot carry in
 * a header is sent as UTF-8, line breaks as spaces. Texts that are there twice are sent once.
 */
export function toWarningHeader(texts: readonly string[]): string[] {
  const values: string[] = []
  let length = 0
  for (const text of new Set(texts)) {
    const value = toValue(text)
    length += value.length
    if (length > maxHeaderLength) break
    values.push(value)
  }
  return values
}

function toValue(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what a header may not have
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, ' ')
  const cut = Array.from(line).slice(0, maxTextLength).join('')
  const quoted = cut.replace(/["\\]/g, '\\$&')
  // node writes headers byte by byte (latin1): this makes the bytes UTF-8.
  return `299 - "${Buffer.from(quoted, 'utf8').toString('latin1')}"`
}

import type { AuditEvent } from './event.ts'

/** As kube-apiserver marks an event that lost its objects to `--audit-log-truncate-max-event-size`. */
export const truncatedAnnotation = 'audit.k8s.io/truncated'

const cutMark = '...TRUNCATED'
/** What each text of an event may still have when the event without its objects is too long. */
const minTextLength = 256

/**
 * One event as one line, of about `maxLength` characters at most: its objects go first, then the ends of its texts. The
 * event is never left out.
 */
export function toLine(event: AuditEvent, maxLength: number): string {
  const line = JSON.stringify(event)
  if (line.length < maxLength) return `${line}\n`
  const bare = JSON.stringify(withoutObjects(event))
  if (bare.length < maxLength) return `${bare}\n`
  return `${JSON.stringify(withShortTexts(withoutObjects(event), maxLength))}\n`
}

function withoutObjects(event: AuditEvent): AuditEvent {
  const { requestObject: _request, responseObject: _response, ...rest } = event
  return { ...rest, annotations: { ...event.annotations, [truncatedAnnotation]: 'true' } }
}

/** The path with its query is what may be long: a client can send a megabyte of it. */
function withShortTexts(event: AuditEvent, maxLength: number): AuditEvent {
  const { responseStatus, ...rest } = event
  const { details: _details, ...status } = responseStatus ?? { metadata: {}, code: 0 }
  const cut = (text: string): string => cutText(text, Math.max(minTextLength, Math.floor(maxLength / 8)))
  return {
    ...rest,
    requestURI: cut(event.requestURI),
    ...(event.userAgent !== undefined && { userAgent: cut(event.userAgent) }),
    ...(event.objectRef && { objectRef: cutAll(event.objectRef, cut) }),
    ...(responseStatus && { responseStatus: { ...status, ...(status.message && { message: cut(status.message) }) } }),
    ...(event.annotations && { annotations: cutAll(event.annotations, cut) }),
  }
}

function cutAll<Texts extends object>(texts: Texts, cut: (text: string) => string): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]: [string, unknown]) => [name, typeof text === 'string' ? cut(text) : text]),
  ) as Texts
}

/** The beginning of a text that is longer than `maxLength`. */
export function cutText(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}${cutMark}`
}

import type { UserInfo } from '../auth/types.ts'

/** audit.k8s.io/v1: what is written of a request. Each level has what is in the one before. */
export const auditLevels = ['None', 'Metadata', 'Request', 'RequestResponse'] as const
export type AuditLevel = (typeof auditLevels)[number]

/** When it is written. `ResponseStarted` comes for watches and streams alone, `Panic` in place of `ResponseComplete`. */
export const auditStages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const
export type AuditStage = (typeof auditStages)[number]

/** authentication.k8s.io/v1 UserInfo; empty where nobody was authenticated. */
interface AuditUser {
  readonly username?: string
  readonly uid?: string
  readonly groups?: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** What the request was about, as far as it was known. */
export interface AuditObjectReference {
  readonly resource?: string
  readonly namespace?: string
  readonly name?: string
  readonly uid?: string
  readonly apiGroup?: string
  readonly apiVersion?: string
  readonly resourceVersion?: string
  readonly subresource?: string
}

/** meta/v1 Status without its kind. */
export interface AuditStatus {
  readonly metadata: Record<string, never>
  readonly status?: string
  readonly message?: string
  readonly reason?: string
  readonly details?: unknown
  readonly code: number
}

/** One line of the log: audit.k8s.io/v1 Event. */
export interface AuditEvent {
  readonly kind: 'Event'
  readonly apiVersion: 'audit.k8s.io/v1'
  readonly level: AuditLevel
  readonly auditID: string
  readonly stage: AuditStage
  readonly requestURI: string
  readonly verb: string
  readonly user: AuditUser
  readonly impersonatedUser?: AuditUser
  readonly sourceIPs: readonly string[]
  readonly userAgent?: string
  readonly objectRef?: AuditObjectReference
  readonly responseStatus?: AuditStatus
  readonly requestObject?: unknown
  readonly responseObject?: unknown
  /** RFC 3339 with microseconds. */
  readonly requestReceivedTimestamp: string
  readonly stageTimestamp: string
  readonly annotations?: Readonly<Record<string, string>>
}

/** A user in the words of the event. */
export function toAuditUser({ name, uid, groups, extra }: UserInfo): AuditUser {
  return { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) }
}

/** Milliseconds since the epoch, with a fraction, as Kubernetes' MicroTime. */
export function toMicroTime(ms: number): string {
  const whole = Math.floor(ms)
  const micros = Math.floor((ms - whole) * 1000)
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`
}

/** What stands where a secret was. */
const redacted = 'REDACTED'

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

import { ApiError } from '../api/meta/errors.ts'
import type { AuditWriter } from './audit-writer.ts'
import type { AuditEvent } from './event.ts'
import { toLine } from './line.ts'
import type { AuditMetrics } from './metrics.ts'
import { compilePolicy } from './policy.ts'
import type { AuditDecision, AuditPolicy, AuditSubject } from './policy.ts'

/** `batch`: requests go on whatever becomes of the log. `blocking-strict`: they are refused while it cannot be written. */
export const auditModes = ['batch', 'blocking-strict'] as const
export type AuditMode = (typeof auditModes)[number]

/** What the HTTP layer asks of the audit. */
export interface Auditor {
  decide(subject: AuditSubject): AuditDecision
  write(event: AuditEvent): void
  /**
   * Asked before a request is carried out, with its first event if there is one to be written by then. Undefined: it may go
   * on. Rejects with ApiError 503 when it may not.
   */
  requestReceived(event: AuditEvent | undefined): Promise<void> | undefined
  /** Counts an event that is left out because a stranger causes too many. */
  limit(): void
}

interface AuditorOptions {
  readonly policy: AuditPolicy
  readonly mode: AuditMode
  readonly writer: AuditWriter
  readonly metrics: AuditMetrics
  /** An event that is longer loses its objects: kube-apiserver's `--audit-log-truncate-max-event-size`. */
  readonly maxEventLength: number
}

const retryAfterSeconds = 5

export function createAuditor({ policy, mode, writer, metrics, maxEventLength }: AuditorOptions): Auditor {
  const write = (event: AuditEvent): boolean => writer.add(toLine(event, maxEventLength))
  const reject = (cause?: unknown): never => {
    metrics.requestRejected()
    const message = 'the audit log cannot be written, and this server refuses what it cannot write down'
    throw new ApiError('ServiceUnavailable', message, { retryAfterSeconds }, { cause })
  }
  const writeBeforehand = async (event: AuditEvent | undefined): Promise<void> => {
    if (writer.isFailing) return reject()
    if (event === undefined) return
    if (!write(event)) return reject()
    await writer.flush().catch(reject)
  }
  return {
    decide: compilePolicy(policy),
    write,
    requestReceived: (event) => {
      if (mode === 'blocking-strict') return writeBeforehand(event)
      if (event !== undefined) write(event)
      return undefined
    },
    limit: () => metrics.events('limited', 1),
  }
}

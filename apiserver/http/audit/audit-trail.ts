import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Auditor } from '../../audit/auditor.ts'
import type { AuditStage } from '../../audit/event.ts'
import { LogLimiter } from '../../limits/log-limiter.ts'
import type { RequestMetrics } from '../metrics.ts'
import { RequestAudit } from './request-audit.ts'
import type { RequestLine } from './request-log.ts'
import { clientClosedRequest } from './request-log.ts'

/** Writes down every request, however it ends. */
export interface AuditTrail {
  /** To be called when the request has its exchange, which gets the result; the answer's end is noticed from here on. */
  begin(request: FastifyRequest, reply: FastifyReply): RequestAudit
  /** Says what was left out so far. */
  close(): void
}

interface AuditTrailOptions {
  /** Absent: there is no audit log. */
  readonly auditor: Auditor | undefined
  readonly writeLine: (line: RequestLine) => void
  readonly metrics: RequestMetrics
  readonly log: Logger
}

/** Takes each request to the audit log, to the process's log and to the metrics, exactly once. */
export function createAuditTrail(options: AuditTrailOptions): AuditTrail {
  const { auditor, writeLine, metrics, log } = options
  const strangers = new LogLimiter({
    report: (network, count) => log.warn({ network, count }, 'refused requests were left out of the audit log'),
  })
  const now = wallClock()
  const write = (audit: RequestAudit, stage: AuditStage, code?: number): void => {
    if (auditor === undefined || !audit.wants(stage)) return
    const send = (): void => auditor.write(audit.toEvent(stage, code))
    if (!audit.isFlood(code)) send()
    else if (!limited(strangers, audit.address, send)) auditor.limit()
  }
  const end = (audit: RequestAudit, code: number): void => {
    const line = audit.toLine(code)
    metrics.observe(audit.request, line)
    writeLine(line)
    write(audit, audit.lastStage, code)
  }
  return {
    begin: (request, reply) => {
      const audit = new RequestAudit({ request, auditor, now, write, end })
      // `close` comes after `finish`, and also when the client leaves before.
      reply.raw.once('close', () => audit.closed(reply.raw.headersSent ? reply.raw.statusCode : clientClosedRequest))
      return audit
    },
    close: () => strangers.flush(),
  }
}

function limited(limiter: LogLimiter, address: string, write: () => void): boolean {
  let written = false
  limiter.run(address, () => {
    written = true
    write()
  })
  return written
}

/** How far the two clocks may come apart before the wall's is right: it was set, or the machine slept. */
const toleranceMs = 1.5

/** The time in milliseconds since the epoch with a fraction, which `Date.now` does not have. */
function wallClock(): () => number {
  let originMs = performance.timeOrigin
  return () => {
    const [elapsedMs, wallMs] = [performance.now(), Date.now()]
    if (Math.abs(originMs + elapsedMs - wallMs) > toleranceMs) originMs = wallMs - elapsedMs
    return originMs + elapsedMs
  }
}

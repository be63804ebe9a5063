import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { LogLimiter } from '../auth/log-limiter.ts'
import type { RequestMetrics } from './metrics.ts'
import type { AuditEvent } from './options.ts'

/** Writes down every request once its answer is over, however it ended. */
export interface AuditTrail {
  /** To be called when the request has its exchange; the answer's end is noticed from here on. */
  begin(request: FastifyRequest, reply: FastifyReply): void
  /** For a connection that was upgraded: its answer was written past the HTTP layer. */
  end(request: FastifyRequest, code: number): void
}

export interface AuditOptions {
  readonly write: (event: AuditEvent) => void
  readonly metrics: RequestMetrics
}

/** Takes each request to the audit log and to the metrics, exactly once. */
export function createAuditTrail({ write, metrics }: AuditOptions): AuditTrail {
  const open = new WeakSet<FastifyRequest>()
  const end = (request: FastifyRequest, code: number): void => {
    if (!open.delete(request)) return
    const event = toEvent(request, code)
    metrics.observe(request, event)
    write(event)
  }
  return {
    begin: (request, reply) => {
      open.add(request)
      // `close` comes after `finish`, and also when the client leaves before.
      reply.raw.once('close', () => end(request, reply.raw.headersSent ? reply.raw.statusCode : clientClosedRequest))
    },
    end,
  }
}

/** nginx's code for a client that left without waiting for an answer. No client ever sees it. */
const clientClosedRequest = 499

function toEvent({ exchange, raw }: FastifyRequest, code: number): AuditEvent {
  return {
    auditId: exchange.auditId,
    user: exchange.user?.name,
    sourceAddress: raw.socket.remoteAddress ?? '',
    verb: exchange.attributes.verb,
    path: exchange.path,
    code,
    durationMs: Math.round((performance.now() - exchange.startedAtMs) * 10) / 10,
  }
}

/** The audit log as lines of the process's log. */
export interface AuditLog {
  readonly write: (event: AuditEvent) => void
  /** Says what was left out so far. */
  close(): void
}

/**
 * Reads that went well are debug, all else is info. What is refused to a stranger, or to somebody who may not, is bounded
 * by `LogLimiter`: it costs nothing to ask.
 */
export function createAuditLog(log: Logger): AuditLog {
  const refusals = new LogLimiter({
    report: (network, count) => log.warn({ network, count }, 'refused requests were left out of the log'),
  })
  return {
    write: (event) => {
      const quiet = event.code < 400 && quietVerbs.has(event.verb)
      const write = (): void => log[quiet ? 'debug' : 'info'](event, 'request')
      if (isRefusal(event)) refusals.run(event.sourceAddress, write)
      else write()
    },
    close: () => refusals.flush(),
  }
}

function isRefusal({ user, code }: AuditEvent): boolean {
  return code >= 400 && (user === undefined || code === 403 || code === 429)
}

const quietVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch', 'head'])

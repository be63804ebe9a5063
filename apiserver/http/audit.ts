import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
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

/** The audit log as lines of the process's log: reads that went well are debug, all else is info. */
export function createAuditLog(log: Logger): (event: AuditEvent) => void {
  return (event) => {
    const quiet = event.code < 400 && quietVerbs.has(event.verb)
    log[quiet ? 'debug' : 'info'](event, 'request')
  }
}

const quietVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch', 'head'])

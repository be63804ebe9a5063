import type { Logger } from 'pino'
import { LogLimiter } from '../../limits/log-limiter.ts'

/** What the process's log says of a request when its answer is over. Never its query: that may hold secrets. */
export interface RequestLine {
  readonly auditId: string
  readonly user: string | undefined
  readonly sourceAddress: string
  readonly verb: string
  readonly path: string
  readonly code: number
  readonly durationMs: number
  /** Why nobody was known by the request's credentials, which its client is not told. */
  readonly reason?: string
}

/** Requests as lines of the process's log. */
interface RequestLog {
  readonly write: (line: RequestLine) => void
  /** Says what was left out so far. */
  close(): void
}

/**
 * What went well is debug, for that is in the audit log; all else is info. What is refused to a stranger, or to somebody
 * who may not, is bounded by `LogLimiter`: it costs nothing to ask.
 */
export function createRequestLog(log: Logger): RequestLog {
  const refusals = new LogLimiter({
    report: (network, count) => log.warn({ network, count }, 'refused requests were left out of the log'),
  })
  return {
    write: (line) => {
      const write = (): void => log[line.code < 400 ? 'debug' : 'info'](line, 'request')
      if (isRefusal(line)) refusals.run(line.sourceAddress, write)
      else write()
    },
    close: () => refusals.flush(),
  }
}

function isRefusal({ user, code }: RequestLine): boolean {
  return code >= 400 && (user === undefined || code === 403 || code === 429)
}

/** nginx's code for a client that left without waiting for an answer. No client ever sees it. */
export const clientClosedRequest = 499

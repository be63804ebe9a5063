import type { FastifyRequest } from 'fastify'
import { Counter, Gauge, Histogram } from 'prom-client'
import type { Registry } from 'prom-client'
import type { RequestLine } from './audit/request-log.ts'

/** Counts requests. Labels come from routes and known verbs alone, never from what a client invents. */
export interface RequestMetrics {
  observe(request: FastifyRequest, line: Pick<RequestLine, 'verb' | 'code' | 'durationMs'>): void
  /** A watch or a stream begins; the result is to be called once, when it is over. */
  track(kind: 'watch' | 'stream'): () => void
}

const knownVerbs: ReadonlySet<string> = new Set(
  'get list watch create update patch delete deletecollection head post put'.split(' '),
)
/** A watch or a shell lasts as long as its client likes: no latency. */
const maxObservedVerb: ReadonlySet<string> = new Set(['watch'])

/** Registers the metrics in `registry`, which is the process's. */
export function createRequestMetrics(registry: Registry): RequestMetrics {
  const registers = [registry]
  const requests = new Counter({
    name: 'aranya_http_requests_total',
    help: 'Requests that were answered, by what they asked for and the code of the answer.',
    labelNames: ['verb', 'resource', 'subresource', 'code'] as const,
    registers,
  })
  const duration = new Histogram({
    name: 'aranya_http_request_duration_seconds',
    help: 'From the head of a request to the end of its answer; without watches and upgraded streams.',
    labelNames: ['verb', 'resource'] as const,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  const longRunning = new Gauge({
    name: 'aranya_http_long_running_requests',
    help: 'Watches and streams that are open.',
    labelNames: ['kind'] as const,
    registers,
  })
  return {
    observe: (request, { verb: asked, code, durationMs }) => {
      const target = request.routeOptions.config.target
      const verb = knownVerbs.has(asked) ? asked : 'other'
      const resource = target?.resource ?? ''
      requests.inc({ verb, resource, subresource: target?.subresource ?? '', code })
      if (!maxObservedVerb.has(verb) && request.routeOptions.config.upgrade === undefined) {
        duration.observe({ verb, resource }, durationMs / 1000)
      }
    },
    track: (kind) => {
      longRunning.inc({ kind })
      return () => longRunning.dec({ kind })
    },
  }
}

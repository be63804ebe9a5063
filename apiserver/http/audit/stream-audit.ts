import { cutText } from '../../audit/line.ts'
import type { StreamAudit, StreamEnd, StreamStart } from '../../streaming/session/connector.ts'
import type { RequestAudit } from './request-audit.ts'

/** What an agent says of an end goes in here too. */
const maxReasonLength = 1024

const prefix = 'aranya.arhat.dev'

/** Puts what becomes of a stream into the annotations of its request's events. `code` is that of its answer. */
export function createStreamAudit(audit: RequestAudit, code: number): StreamAudit {
  let startedAtMs = performance.now()
  return {
    started: (start) => {
      startedAtMs = performance.now()
      audit.annotate(toStartAnnotations(start))
      audit.responseStarted(code)
    },
    ended: (end) => audit.annotate(toEndAnnotations(end, performance.now() - startedAtMs)),
  }
}

function toStartAnnotations({ device, container, dialect }: StreamStart): Record<string, string> {
  return {
    [`${prefix}/device`]: device,
    ...(container !== undefined && { [`${prefix}/container`]: container }),
    ...(dialect !== undefined && { [`${prefix}/protocol`]: dialect }),
  }
}

function toEndAnnotations(end: StreamEnd, durationMs: number): Record<string, string> {
  const { outcome, reason, exitCode, connections, refusedConnections } = end
  return {
    [`${prefix}/outcome`]: outcome,
    [`${prefix}/end-reason`]: cutText(reason, maxReasonLength),
    ...(exitCode !== undefined && { [`${prefix}/exit-code`]: String(exitCode) }),
    [`${prefix}/received-bytes`]: String(end.receivedBytes),
    [`${prefix}/sent-bytes`]: String(end.sentBytes),
    ...(connections !== undefined && { [`${prefix}/connections`]: String(connections) }),
    ...(refusedConnections !== undefined && { [`${prefix}/refused-connections`]: String(refusedConnections) }),
    [`${prefix}/duration-seconds`]: (durationMs / 1000).toFixed(3),
  }
}

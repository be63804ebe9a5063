import type { Channel } from '../../../proto/mux/channel.ts'
import type { SessionRequest } from '../../../proto/sessions/session-request.ts'
import type { ResourceInfo } from '../../api/meta/resource-info.ts'
import { connectClient } from '../session/open-session.ts'
import type { Connector, ConnectRequest } from '../session/connector.ts'
import type { StreamContext } from '../session/stream-context.ts'
import { createHttpLogClient } from './http-log-client.ts'
import type { LogClient } from './http-log-client.ts'
import { parseLogOptions } from './log-options.ts'
import type { LogOptions } from './log-options.ts'
import { runLogSession } from './log-session.ts'
import { offerWebSocketLog } from './web-socket-log-client.ts'
import type { LogResolver, ResolvedLog } from '../session/device-dialer.ts'

/** The `log` subresource of a resource whose names `resolver` understands. */
export function createLogConnector(
  { info, resolver }: { readonly info: ResourceInfo; readonly resolver: LogResolver },
  context: StreamContext,
): Connector {
  return {
    info,
    subresource: 'log',
    kind: info.kind,
    methods: ['GET'],
    upgrade: 'optional',
    connect: async (request) => {
      const giveBack = context.sessions.take(request.user.name)
      try {
        await connect(request, { info, resolver, context })
      } finally {
        giveBack()
      }
    },
  }
}

interface Parts {
  readonly info: ResourceInfo
  readonly resolver: LogResolver
  readonly context: StreamContext
}

/** The agent has found the log, and knows how to read it as asked, before the client gets its 200. */
async function connect(request: ConnectRequest, { info, resolver, context }: Parts): Promise<void> {
  const { namespace, name, query, signal } = request
  const options = parseLogOptions(query, name)
  const found = await resolver.resolveLog({ namespace, name, container: options.container })
  const device = `${found.device.namespace}/${found.device.name}`
  const log = context.log.child(toRequestFields(request, { info, found, device }))
  const asked = toSessionRequest(request, options, found)
  const reader = await meet(request, { ...context, log }, (signal) =>
    context.dialer.open({ device: found.device, request: asked }, signal),
  )
  if (!reader) return
  context.metrics.sessionStarted('log')
  request.audit.started({ device, container: found.container, ...(reader.dialect && { dialect: reader.dialect }) })
  log.info({ dialect: reader.dialect }, 'session started')
  const { limits, clock } = context
  const summary = await runLogSession({ ...reader, device, signal, idleMs: limits.idleMs, clock })
  context.metrics.sessionEnded({ subresource: 'log', ...summary })
  request.audit.ended(summary)
  const { reason, outcome, sentBytes } = summary
  log.info({ reason, outcome, sentBytes }, 'session ended')
}

interface LogReader {
  readonly channel: Channel
  readonly client: LogClient
  /** Undefined where it is plain HTTP. */
  readonly dialect?: string
}

/** Asks the device, then answers the client. Undefined when the client went away meanwhile. Rejects with ApiError. */
async function meet(
  request: ConnectRequest,
  { limits, clock, log }: StreamContext,
  openChannel: (signal: AbortSignal) => Promise<Channel>,
): Promise<LogReader | undefined> {
  const { raw, upgrade, response, signal } = request
  if (!upgrade) return { channel: await openChannel(signal), client: createHttpLogClient(response) }
  const offer = offerWebSocketLog({ raw, upgrade, limits, clock })
  const connected = await connectClient({ request, offer, log, openChannel })
  return connected && { channel: connected.channel, client: connected.streams, dialect: offer.dialect }
}

function toSessionRequest({ user, auditId }: ConnectRequest, options: LogOptions, found: ResolvedLog): SessionRequest {
  const { follow, previous, timestamps, tailLines, limitBytes, sinceSeconds, sinceTimeMs } = options
  return {
    user: user.name,
    auditId,
    profile: { virtualPod: found.virtualPod, container: found.container },
    log: {
      ...(found.source && { source: found.source }),
      follow,
      previous,
      timestamps,
      ...(tailLines !== undefined && { tailLines }),
      ...(limitBytes !== undefined && { limitBytes }),
      ...(sinceSeconds !== undefined && { sinceSeconds }),
      ...(sinceTimeMs !== undefined && { sinceTimeMilliseconds: sinceTimeMs }),
    },
  }
}

function toRequestFields(
  { auditId, user, namespace, name }: ConnectRequest,
  { info, found, device }: { readonly info: ResourceInfo; readonly found: ResolvedLog; readonly device: string },
): Record<string, unknown> {
  const { resource } = info
  const { container } = found
  return { auditId, user: user.name, resource, subresource: 'log', namespace, name, container, device }
}

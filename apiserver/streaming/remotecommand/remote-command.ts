import type { SessionRequest } from '../../../proto/sessions/session-request.ts'
import { ApiError } from '../../api/meta/errors.ts'
import type { ResourceInfo } from '../../api/meta/resource-info.ts'
import type { StreamOffer, StreamOptions } from '../dialects/common/stream-set.ts'
import { offerSpdy } from '../dialects/spdy/spdy-stream-set.ts'
import { headerValues } from '../dialects/websocket/handshake.ts'
import { offerWebSocket } from '../dialects/websocket/web-socket-offer.ts'
import type { StreamClock, StreamLimits } from '../session/limits.ts'
import type { Connector, ConnectRequest } from '../session/connector.ts'
import type { ResolvedTarget, TargetResolver } from '../session/device-dialer.ts'
import { connectClient } from '../session/open-session.ts'
import type { StreamContext } from '../session/stream-context.ts'
import { runSession } from './session.ts'
import type { SessionSummary } from './session.ts'

/** One request for a process, as its query tells it. */
export interface RemoteCommand {
  readonly container: string | undefined
  readonly streams: StreamOptions
  /** What the agent is asked for. */
  readonly target: Pick<SessionRequest, 'exec' | 'attach' | 'hostShell'>
}

interface RemoteCommandOptions {
  readonly info: ResourceInfo
  readonly subresource: string
  /** Discovery's responseKind. */
  readonly kind: string
  readonly resolver: TargetResolver
  /** Throws ApiError 400. */
  readonly parse: (query: URLSearchParams) => RemoteCommand
}

/**
 * A subresource that runs a process with the client's streams: exec, and whatever differs from it in what it asks of
 * the agent alone. The order of steps makes every refusal an ordinary HTTP answer, and lets nothing run for a client
 * that is not there: query, dialect, target, the agent's yes, 101, the client's streams, start.
 */
export function createRemoteCommandConnector(options: RemoteCommandOptions, context: StreamContext): Connector {
  const { info, subresource, kind } = options
  return {
    info,
    subresource,
    kind,
    methods: ['GET', 'POST'],
    upgrade: 'required',
    connect: async (request) => {
      const giveBack = context.sessions.take(request.user.name)
      try {
        await connect(request, options, context)
      } finally {
        giveBack()
      }
    },
  }
}

async function connect(request: ConnectRequest, options: RemoteCommandOptions, context: StreamContext): Promise<void> {
  const { namespace, name, query } = request
  const command = options.parse(query)
  const offer = negotiateStreams({ request, streams: command.streams, limits: context.limits, clock: context.clock })
  const target = await options.resolver.resolve({ namespace, name, container: command.container })
  const log = context.log.child(toRequestFields(request, { options, command, offer, target }))
  const client = await connectClient({
    request,
    offer,
    log,
    openChannel: (signal) =>
      context.dialer.open({ device: target.device, request: toSessionRequest(request, command, target) }, signal),
  })
  if (!client) return
  context.metrics.sessionStarted(options.subresource)
  request.audit.started({
    device: deviceName(target),
    container: target.profile?.container ?? undefined,
    dialect: offer.dialect,
  })
  log.info('session started')
  const { limits, clock } = context
  const session = { ...client, device: deviceName(target), signal: request.signal, idleMs: limits.idleMs, clock }
  const summary = await runSession(session)
  context.metrics.sessionEnded({ subresource: options.subresource, ...summary })
  request.audit.ended(summary)
  log.info(toLogFields(summary), 'session ended')
}

interface RequestParts {
  readonly options: RemoteCommandOptions
  readonly command: RemoteCommand
  readonly offer: StreamOffer
  readonly target: ResolvedTarget
}

function toSessionRequest(request: ConnectRequest, command: RemoteCommand, target: ResolvedTarget): SessionRequest {
  const { user, auditId } = request
  return { user: user.name, auditId, ...(target.profile && { profile: target.profile }), ...command.target }
}

/** Without the command: its words may be secrets. */
function toRequestFields(
  { auditId, user, namespace, name }: ConnectRequest,
  { options, command, offer, target }: RequestParts,
): Record<string, unknown> {
  const { info, subresource } = options
  const { container } = command
  const { dialect } = offer
  const { resource } = info
  return {
    auditId,
    user: user.name,
    resource,
    subresource,
    namespace,
    name,
    container,
    device: deviceName(target),
    dialect,
  }
}

function deviceName({ device }: ResolvedTarget): string {
  return `${device.namespace}/${device.name}`
}

function toLogFields({ reason, outcome, exitCode, receivedBytes, sentBytes }: SessionSummary): object {
  return { reason, outcome, exitCode, receivedBytes, sentBytes }
}

interface NegotiationOptions {
  readonly request: ConnectRequest
  readonly streams: StreamOptions
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/** Finds the dialect that a client asks for. Throws ApiError 400 or 403 when there is none that both know. */
function negotiateStreams({ request, streams, limits, clock }: NegotiationOptions): StreamOffer {
  const { raw, response, upgrade } = request
  if (!upgrade) throw new ApiError('BadRequest', 'Upgrade request required')
  const protocols = headerValues(raw.rawHeaders, 'upgrade').map((protocol) => protocol.toLowerCase())
  if (protocols.includes('spdy/3.1')) return offerSpdy({ raw, response, upgrade, streams, limits, clock })
  if (protocols.includes('websocket')) return offerWebSocket({ raw, upgrade, streams, limits, clock })
  throw new ApiError(
    'BadRequest',
    `unable to upgrade: ${protocols.join(', ')} is not supported, ask for websocket or SPDY/3.1`,
  )
}

import type { SessionRequest } from '../../../proto/sessions/session-request.ts'
import { encodeControlMessage } from '../../../proto/sessions/session-request.ts'
import { ApiError } from '../../api/meta/errors.ts'
import type { ResourceInfo } from '../../api/meta/resource-info.ts'
import { connectClient } from '../session/open-session.ts'
import type { Connector, ConnectRequest } from '../session/connector.ts'
import type { StreamContext } from '../session/stream-context.ts'
import type { ForwardOffer } from './forward-client.ts'
import type { ForwardOptions } from './stream-pairs.ts'
import { parseForwardOptions } from './stream-pairs.ts'
import { ForwardSession } from './forward-session.ts'
import { negotiateForward } from './negotiation.ts'
import type { ResolvedTarget, TargetResolver } from '../session/device-dialer.ts'

interface PortForwardOptions {
  readonly info: ResourceInfo
  readonly resolver: TargetResolver
}

const subresource = 'portforward'

/**
 * The `portforward` subresource of a resource whose names `resolver` understands. As everywhere, a refusal is an ordinary
 * HTTP answer: the agent is asked, by a channel for the session, whether it forwards at all, and those ports that the
 * query names, before the 101. What becomes of each connection later is that connection's own affair.
 */
export function createPortForwardConnector(options: PortForwardOptions, context: StreamContext): Connector {
  return {
    info: options.info,
    subresource,
    kind: 'PodPortForwardOptions',
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

async function connect(
  request: ConnectRequest,
  { info, resolver }: PortForwardOptions,
  context: StreamContext,
): Promise<void> {
  const { namespace, name, query, signal } = request
  const forward = parseForwardOptions(query)
  const { limits, clock, dialer, lookAhead } = context
  const offer = negotiateForward({ request, ports: forward.ports, limits, clock, lookAhead })
  const target = await resolver.resolve({ namespace, name, container: query.get('container') || undefined })
  if (target.profile && forward.host) throw new ApiError('BadRequest', 'only edgedevices can forward to another host')
  const ask = toRequests(request, forward, target)
  const log = context.log.child(toLogFields(request, { info, offer, target }))
  const openChannel = (deadline: AbortSignal) => dialer.open({ device: target.device, request: ask.session }, deadline)
  const client = await connectClient({ request, offer, log, openChannel })
  if (!client) return
  client.channel.control(encodeControlMessage({ start: {} }))
  context.metrics.sessionStarted(subresource)
  request.audit.started({
    device: deviceName(target),
    container: target.profile?.container ?? undefined,
    dialect: offer.dialect,
  })
  log.info('session started')
  const session = new ForwardSession({
    client: client.streams,
    channel: client.channel,
    dial: (port, gone) => dialer.open({ device: target.device, request: ask.connection(port) }, gone),
    device: deviceName(target),
    signal,
    limits,
    clock,
    log,
  })
  const summary = await session.run()
  context.metrics.sessionEnded({ subresource, ...summary })
  request.audit.ended(summary)
  log.info(summary, 'session ended')
}

interface Requests {
  readonly session: SessionRequest
  readonly connection: (port: number) => SessionRequest
}

/** What the agent is asked, without what of the profile is for commands: it goes along with every connection. */
function toRequests({ user, auditId }: ConnectRequest, forward: ForwardOptions, target: ResolvedTarget): Requests {
  const { virtualPod, container, allowedPorts } = target.profile ?? {}
  const profile = { virtualPod: virtualPod ?? '', container: container ?? '', allowedPorts: allowedPorts ?? null }
  const common = { user: user.name, auditId, ...(target.profile && { profile }) }
  const { ports, host = '' } = forward
  return {
    session: { ...common, portForward: { ports: [...ports], host } },
    connection: (port) => ({ ...common, connect: { port, host } }),
  }
}

function toLogFields(
  { auditId, user, namespace, name }: ConnectRequest,
  { info, offer, target }: { info: ResourceInfo; offer: ForwardOffer; target: ResolvedTarget },
): Record<string, unknown> {
  const { resource } = info
  const { dialect } = offer
  return { auditId, user: user.name, resource, subresource, namespace, name, device: deviceName(target), dialect }
}

function deviceName({ device }: ResolvedTarget): string {
  return `${device.namespace}/${device.name}`
}

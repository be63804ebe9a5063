import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../api/meta/errors.ts'
import type { ConnectRequest, Connector } from '../streaming/session/connector.ts'
import { clientClosedRequest } from './audit.ts'
import { copyHeaders } from './send.ts'
import { nameOf, namespaceOf, userOf } from './exchange.ts'
import type { Connections, UpgradeRequest } from './exchange.ts'
import type { LongRunning } from './long-running.ts'
import type { RequestMetrics } from './metrics.ts'
import { createStreamAudit } from './stream-audit.ts'

export interface ConnectOptions {
  readonly connections: Connections
  readonly longRunning: LongRunning
  readonly metrics: RequestMetrics
}

/**
 * Hands a request to a connector, which writes the answer itself: on the socket after an upgrade, else on the
 * response. What it refuses before it wrote anything is answered as any other error.
 */
export function connectHandler(connector: Connector, options: ConnectOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const upgrade = options.connections.upgrades.get(request.raw)
    if (connector.upgrade === 'required' && upgrade === undefined)
      throw new ApiError('BadRequest', 'Upgrade request required', {})
    const controller = options.longRunning.begin()
    const end = options.metrics.track('stream')
    const { audit } = request.exchange
    const written = request.raw.socket.bytesWritten
    abortWhenGone(controller, reply, upgrade)
    if (upgrade === undefined) copyHeaders(reply)
    audit.hold()
    try {
      await connect(connector, { request, reply, upgrade, signal: controller.signal })
    } finally {
      end()
      options.longRunning.end(controller)
      if (upgrade === undefined || !isOver(reply, upgrade)) audit.release()
      else audit.end(request.raw.socket.bytesWritten > written ? switchingProtocols : clientClosedRequest)
    }
    if (upgrade === undefined && !reply.raw.writableEnded) reply.raw.end()
    return reply.hijack()
  }
}

/** The connector had the socket: no answer will come from the HTTP layer any more. */
function isOver({ raw }: FastifyReply, { socket }: UpgradeRequest): boolean {
  return raw.socket === null || socket.destroyed
}

const switchingProtocols = 101

interface Connecting {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly upgrade: UpgradeRequest | undefined
  readonly signal: AbortSignal
}

async function connect(connector: Connector, connecting: Connecting): Promise<void> {
  const { request, reply, upgrade } = connecting
  const { socket } = request.raw
  const written = socket.bytesWritten
  // The socket is the connector's alone, until it refuses before it wrote anything.
  if (upgrade !== undefined) reply.raw.detachSocket(socket)
  try {
    await connector.connect(toConnectRequest(connecting))
  } catch (error) {
    // After the first byte there is no way to say it: the connection ends, and the log has why.
    if (socket.bytesWritten > written && upgrade !== undefined) socket.destroy()
    else if (upgrade !== undefined) reply.raw.assignSocket(socket)
    throw error
  }
}

function toConnectRequest({ request, reply, upgrade, signal }: Connecting): ConnectRequest {
  const { exchange, raw } = request
  return {
    namespace: namespaceOf(request) ?? '',
    name: nameOf(request),
    query: exchange.query,
    user: userOf(request),
    auditId: exchange.auditId,
    audit: createStreamAudit(exchange.audit, upgrade === undefined ? 200 : switchingProtocols),
    raw,
    response: reply.raw,
    ...(upgrade && { upgrade }),
    signal,
  }
}

function abortWhenGone(controller: AbortController, reply: FastifyReply, upgrade: UpgradeRequest | undefined): void {
  const abort = (): void => controller.abort()
  if (upgrade === undefined) reply.raw.once('close', abort)
  else upgrade.socket.once('close', abort)
}

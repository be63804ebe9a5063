import type { Duplex } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../api/meta/errors.ts'
import type { ConnectRequest, Connector, Upgrade } from '../../streaming/session/connector.ts'
import { clientClosedRequest } from '../audit/request-log.ts'
import { copyHeaders } from '../response/send.ts'
import { nameOf, namespaceOf, userOf } from '../exchange.ts'
import type { Connections, LongRunning, UpgradeRequest } from '../exchange.ts'
import type { RequestMetrics } from '../metrics.ts'
import { createStreamAudit } from '../audit/stream-audit.ts'

export interface ConnectOptions {
  readonly connections: Connections
  readonly longRunning: LongRunning
  readonly metrics: RequestMetrics
}

/**
 * Hands a request to a connector, which answers it: on the socket after it switched protocols, else on the response.
 * A connector that throws before it answered is answered for as any other error.
 */
export function connectHandler(connector: Connector, options: ConnectOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const asked = options.connections.upgrades.get(request.raw)
    if (connector.upgrade === 'required' && asked === undefined)
      throw new ApiError('BadRequest', 'Upgrade request required', {})
    const upgrade = asked && new HttpUpgrade(asked)
    const controller = options.longRunning.begin()
    const end = options.metrics.track('stream')
    const { audit } = request.exchange
    abortWhenGone(controller, reply, upgrade)
    if (upgrade === undefined) copyHeaders(reply)
    audit.hold()
    try {
      await connect(connector, { request, reply, upgrade, signal: controller.signal })
    } finally {
      end()
      options.longRunning.end(controller)
      if (upgrade === undefined || !isOver(reply, upgrade)) audit.release()
      else audit.end(upgrade.isSwitched ? switchingProtocols : clientClosedRequest)
    }
    if (upgrade === undefined && !reply.raw.writableEnded) reply.raw.end()
    return reply.hijack()
  }
}

/** One request's upgrade, and whether it has happened. */
class HttpUpgrade implements Upgrade {
  readonly socket: Duplex
  readonly head: Buffer
  #isSwitched = false

  constructor({ socket, head }: UpgradeRequest) {
    this.socket = socket
    this.head = head
  }

  /** True once the client has been answered 101: HTTP can no longer refuse. */
  get isSwitched(): boolean {
    return this.#isSwitched
  }

  switchProtocols(headerLines: readonly string[]): void {
    if (this.#isSwitched) throw new Error('the connection has switched protocols already')
    const { socket } = this
    if (!socket.readable || !socket.writable) throw new Error('the client closed the connection before it was upgraded')
    this.#isSwitched = true
    socket.write(`${['HTTP/1.1 101 Switching Protocols', ...headerLines].join('\r\n')}\r\n\r\n`)
  }
}

/** The connection has left HTTP, or is gone: the HTTP layer sends no answer. */
function isOver({ raw }: FastifyReply, { socket }: Upgrade): boolean {
  return raw.socket === null || socket.destroyed
}

const switchingProtocols = 101

interface Connecting {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly upgrade: HttpUpgrade | undefined
  readonly signal: AbortSignal
}

async function connect(connector: Connector, connecting: Connecting): Promise<void> {
  const { request, reply, upgrade } = connecting
  const { socket } = request.raw
  // The socket belongs to the connector, unless it refuses before it has switched protocols.
  if (upgrade !== undefined) reply.raw.detachSocket(socket)
  try {
    await connector.connect(toConnectRequest(connecting))
  } catch (error) {
    // After the 101 there is no way to answer with an error: the connection ends, and the log has the reason.
    if (upgrade?.isSwitched) socket.destroy()
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

function abortWhenGone(controller: AbortController, reply: FastifyReply, upgrade: Upgrade | undefined): void {
  const abort = (): void => controller.abort()
  if (upgrade === undefined) reply.raw.once('close', abort)
  else upgrade.socket.once('close', abort)
}

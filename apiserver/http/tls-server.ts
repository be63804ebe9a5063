import { constants } from 'node:crypto'
import { ServerResponse } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { Duplex } from 'node:stream'
import type { SecureContextOptions } from 'node:tls'
import type { Connections } from './exchange.ts'
import type { HttpLimits, TlsMaterial } from './options.ts'

export interface TlsServerOptions {
  readonly tls: TlsMaterial
  readonly limits: HttpLimits
  readonly connections: Connections
  /** fastify's router, with all hooks. */
  readonly handler: RequestListener
}

/** How often node looks for requests that are over their time. */
const timeoutCheckMs = 2_000

/** node's HTTPS server, so set up that every request reaches `handler`: also upgrades, also those that expect 100. */
export function createTlsServer({ tls, limits, connections, handler }: TlsServerOptions): Server {
  const handle: RequestListener = (request, response) => {
    connections.answers.add(request.socket, response)
    handler(request, response)
  }
  const server = createServer(
    {
      ...toSecureContext(tls),
      // Whoever has no certificate, or a bad one, gets an answer that says so: authentication decides.
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: limits.handshakeTimeoutMs,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: timeoutCheckMs,
      maxHeaderSize: limits.maxHeaderBytes,
    },
    handle,
  )
  server.maxConnections = limits.maxConnections
  // node would leave out what comes after the first thousand, in silence: such as whom a proxy acts for.
  server.maxHeadersCount = 0
  server.on('upgrade', (request, socket, head) => routeUpgrade({ request, socket, head }, connections, handler))
  server.on('checkContinue', (request, response) => {
    connections.expecting.set(request, response)
    handle(request, response)
  })
  return server
}

/** What `setSecureContext` takes. Throws when the PEM is not usable. */
export function toSecureContext({ key, cert, clientCa }: TlsMaterial): SecureContextOptions {
  return {
    key,
    cert,
    ca: [...clientCa],
    minVersion: 'TLSv1.2',
    // A resumed session has lost the intermediate certificates of its client.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
  }
}

interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/**
 * Sends an upgrade through the router, so that every hook sees it. Until somebody takes the socket over, it is
 * a response's like any other; whoever refuses ends the connection, which HTTP cannot use any more.
 */
function routeUpgrade({ request, socket, head }: Upgrade, connections: Connections, handler: RequestListener): void {
  // node took its own listeners away; an error ends in `close`, which is what everybody waits for.
  socket.on('error', () => {})
  // The answers to earlier requests need the connection still, so that there is none to give away.
  if (connections.answers.of(request.socket).size > 0) return void socket.destroy()
  connections.upgrades.set(request, { socket, head })
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(request.socket)
  response.once('finish', () => {
    response.detachSocket(request.socket)
    // node tells this of its own answers alone; it is what the audit waits for.
    process.nextTick(() => response.emit('close'))
    socket.end(() => socket.destroy())
  })
  handler(request, response)
}

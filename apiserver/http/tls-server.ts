import { constants } from 'node:crypto'
import { ServerResponse } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { Duplex } from 'node:stream'
import type { SecureContextOptions } from 'node:tls'
import type { Logger } from 'pino'
import type { Connections } from './exchange.ts'
import type { HttpLimits, TlsMaterial } from './options.ts'

interface TlsServerOptions {
  readonly tls: TlsMaterial
  readonly limits: HttpLimits
  readonly connections: Connections
  /** fastify's router, with all filters. */
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

/** What node's parser and timers refuse before there is a request. RFC 9110, 15.5; RFC 6585, 5. */
const answers: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'the head of the request is too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'the request did not arrive in time'],
}
const badRequest = [400, 'Bad Request', 'the request is not valid HTTP/1.1'] as const

/**
 * Answers a connection that does not speak HTTP, and ends it. Failed TLS handshakes come here too: nothing can be
 * said to them.
 */
export function createClientErrorHandler(connections: Connections, log: Logger) {
  return (error: Error & { code?: string }, socket: Duplex): void => {
    const code = error.code ?? ''
    log.debug({ code, err: error }, 'connection refused')
    const isHttp = code.startsWith('HPE_') || code === 'ERR_HTTP_REQUEST_TIMEOUT'
    if (!isHttp || !socket.writable || ![...connections.answers.of(socket)].every(isQuiet)) {
      socket.destroy()
      return
    }
    socket.end(toAnswer(answers[code] ?? badRequest), () => socket.destroy())
  }
}

/** Nothing of an answer may be on its way, or this one would end up in its middle. */
function isQuiet(answer: ServerResponse): boolean {
  return answer.writableFinished || !answer.headersSent
}

function toAnswer([code, phrase, message]: readonly [number, string, string]): string {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code }
  const body = JSON.stringify(status)
  const head = [
    `HTTP/1.1 ${code} ${phrase}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

import type { RequestListener } from 'node:http'
import type { Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { fastify } from 'fastify'
import type { FastifyInstance } from 'fastify'
import { createAuthenticatorChain } from '../auth/authenticator-chain.ts'
import { createFailureLimiter } from '../limits/failure-limiter.ts'
import { createRequestLog } from './audit/request-log.ts'
import { createAuditTrail } from './audit/audit-trail.ts'
import { addBodyParser } from './request/body.ts'
import { createClientErrorHandler, createTlsServer, toSecureContext } from './tls-server.ts'
import { addErrorHandlers, sendError } from './response/errors.ts'
import { createConnections, LongRunning } from './exchange.ts'
import { beginRequest } from './filters/audit.ts'
import { addFilters } from './filters/filters.ts'
import type { FilterOptions } from './filters/filters.ts'
import { createRequestMetrics } from './metrics.ts'
import { defaultHttpLimits } from './options.ts'
import type { HttpServerOptions, TlsMaterial } from './options.ts'
import { addRoutes } from './routes.ts'

/** The API's HTTPS server. Owns its sockets, and whatever runs on them. */
export interface HttpServer {
  /** Resolves with the port that was bound; rejects with node's error, such as EADDRINUSE. */
  listen(address: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }>
  /** New connections use it from now on. Throws when the PEM is not usable, and keeps the old one. */
  reloadTls(tls: TlsMaterial): void
  /**
   * Stops accepting, ends watches in order, aborts streams, and resolves when every socket is gone, after
   * `closeGraceMs` at the latest. Idempotent.
   */
  close(): Promise<void>
}

/** Builds all routes; nothing is bound before `listen`. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const limits = { ...defaultHttpLimits, ...options.limits }
  const connections = createConnections()
  const longRunning = new LongRunning()
  const metrics = createRequestMetrics(options.metricsRegistry)
  const requestLog = createRequestLog(options.log)
  const audit = createAuditTrail({
    auditor: options.auditor,
    writeLine: requestLog.write,
    metrics,
    log: options.log,
  })
  const filters: FilterOptions = {
    authenticator: createAuthenticatorChain(options.authenticators),
    authorizer: options.authorizer,
    mapAttributes: options.mapAttributes ?? ((attributes) => attributes),
    failures: createFailureLimiter({
      burst: limits.failedAuthenticationBurst,
      perSecond: limits.failedAuthenticationsPerSecond,
      now: options.now ?? Date.now,
    }),
    audit,
    connections,
  }
  const app = createApp({ log: options.log, maxParamLength: limits.maxHeaderBytes, filters })
  addBodyParser(app, limits.maxBodyBytes, connections)
  addErrorHandlers(app, options.log)
  addFilters(app, filters)
  addRoutes(app, { options, limits, connections, longRunning, metrics })
  await app.ready()
  const handler: RequestListener = (request, response) => app.routing(request, response)
  const server = createTlsServer({ tls: options.tls, limits, connections, handler })
  server.on('clientError', createClientErrorHandler(connections, options.log))
  return new RunningServer({ app, server, longRunning, logs: [audit, requestLog], closeGraceMs: limits.closeGraceMs })
}

interface AppOptions {
  readonly log: HttpServerOptions['log']
  readonly maxParamLength: number
  readonly filters: FilterOptions
}

/** fastify routes and runs the filters. Sockets are the business of `tls-server.ts`, queries that of `filters/audit.ts`. */
function createApp({ log, maxParamLength, filters }: AppOptions): FastifyInstance {
  const noQuery = {}
  return fastify({
    logger: false,
    exposeHeadRoutes: true,
    return503OnClosing: false,
    routerOptions: { maxParamLength, ignoreTrailingSlash: true, querystringParser: () => noQuery },
    frameworkErrors: (error, request, reply) => {
      // No filter has seen a path that cannot be decoded; it is logged all the same.
      beginRequest(request, reply, filters)
      void sendError(error, request, reply, log)
    },
  })
}

interface RunningParts {
  readonly app: FastifyInstance
  readonly server: Server
  readonly longRunning: LongRunning
  /** To say what they left out. */
  readonly logs: readonly { close(): void }[]
  readonly closeGraceMs: number
}

class RunningServer implements HttpServer {
  readonly #parts: RunningParts
  /** Below TLS: also those that never finish their handshake, or were upgraded. */
  readonly #sockets = new Set<Socket>()
  #closed: Promise<void> | undefined

  constructor(parts: RunningParts) {
    this.#parts = parts
    parts.server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  listen({ host, port }: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }> {
    const { server } = this.#parts
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port }, () => {
        server.off('error', reject)
        // A TCP server's address is never a string.
        resolve({ port: (server.address() as AddressInfo).port })
      })
    })
  }

  reloadTls(tls: TlsMaterial): void {
    this.#parts.server.setSecureContext(toSecureContext(tls))
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    const { app, server, longRunning, logs, closeGraceMs } = this.#parts
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    longRunning.abortAll()
    const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs)
    const cut = setTimeout(() => this.#destroyAll(), closeGraceMs)
    await closed
    clearInterval(sweep)
    clearTimeout(cut)
    await app.close()
    for (const log of logs) log.close()
  }

  #destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

/** While the server closes: connections become idle when their answer is out. */
const idleSweepMs = 50

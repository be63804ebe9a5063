import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { ApiError } from '../api/meta/errors.ts'
import type { Attributes, UserInfo } from '../auth/types.ts'
import type { Connector } from '../streaming/session/connector.ts'
import type { RequestAudit } from './audit/request-audit.ts'

/** What the filters learn of one request, for the handlers. */
export interface Exchange {
  readonly auditId: string
  readonly path: string
  readonly query: URLSearchParams
  /** The namespace whose virtual cluster is asked; undefined at the server's root. */
  readonly cluster: string | undefined
  /** What is asked for, by its names there. */
  readonly attributes: Attributes
  /** What that really is, once the request is authenticated: pods are virtual pods. */
  real: Attributes | undefined
  /** Set by authentication; nobody on the health checks. */
  user: UserInfo | undefined
  /** Why the path or the method means nothing. No handler sees such a request. */
  refusal: ApiError | undefined
  /** Takes what those who handle the request have to tell of it. */
  readonly audit: RequestAudit
  /** Texts for `Warning` headers. */
  readonly warnings: string[]
}

/** The connection of a request that asks for an upgrade. */
export interface UpgradeRequest {
  readonly socket: Duplex
  readonly head: Buffer
}

/** A route to a resource: what the path must say, and so what was authorized. */
export interface RouteTarget {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange
  }
  interface FastifyContextConfig {
    target?: RouteTarget
    /** Where an upgrade may, or has to, happen. */
    upgrade?: Connector['upgrade']
    /** True inside of virtual clusters. */
    inCluster?: boolean
    /** True where the path looks like a resource's and is a document of discovery: who may discover may read it. */
    document?: boolean
  }
}

/** Answers that are under way, by connection, and upgrades that were asked for. One per server. */
export interface Connections {
  readonly upgrades: WeakMap<IncomingMessage, UpgradeRequest>
  readonly answers: OpenAnswers
  /** Clients that wait for `100 Continue` before they send a body. */
  readonly expecting: WeakMap<IncomingMessage, ServerResponse>
}

export function createConnections(): Connections {
  return { upgrades: new WeakMap(), answers: new OpenAnswers(), expecting: new WeakMap() }
}

/** The user of a request that has passed the filters. */
export function userOf(request: FastifyRequest): UserInfo {
  const { user } = request.exchange
  if (user === undefined) throw new Error('a handler was reached without a user')
  return user
}

/** The namespace of a request to a resource. Undefined for cluster-scoped resources, and for all namespaces. */
export function namespaceOf({ exchange }: FastifyRequest): string | undefined {
  return exchange.attributes.kind === 'resource' ? exchange.attributes.namespace : undefined
}

/** The name in the path of a request to one object. */
export function nameOf({ exchange }: FastifyRequest): string {
  const name = exchange.attributes.kind === 'resource' ? exchange.attributes.name : undefined
  if (name === undefined) throw new Error('a handler of one object was reached without a name')
  return name
}

/** Watches and streams that are open. Whoever closes the server aborts them all. */
export class LongRunning {
  readonly #open = new Set<AbortController>()
  #closed = false

  /** Registers one. Its signal is aborted at once when the server is closing already. */
  begin(): AbortController {
    const controller = new AbortController()
    if (this.#closed) controller.abort()
    else this.#open.add(controller)
    return controller
  }

  /** Forgets one, and aborts what still hangs on it. */
  end(controller: AbortController): void {
    this.#open.delete(controller)
    controller.abort()
  }

  /** Aborts all that are open, and all that come. */
  abortAll(): void {
    this.#closed = true
    for (const controller of this.#open) controller.abort()
    this.#open.clear()
  }
}

/**
 * The answers under way on each connection: several, when a client does not wait for one before it asks again (RFC 9112,
 * 9.3.2). node knows all of them, but when the connection goes it tells only the one whose turn it is.
 */
class OpenAnswers {
  readonly #byConnection = new WeakMap<Duplex, Set<ServerResponse>>()

  /** The answers of this connection that are not over. */
  of(connection: Duplex): ReadonlySet<ServerResponse> {
    return this.#byConnection.get(connection) ?? none
  }

  /** Follows an answer to its end; when the connection goes before, it emits `close` in any case. */
  add(connection: Duplex, answer: ServerResponse): void {
    const open = this.#byConnection.get(connection) ?? this.#follow(connection)
    open.add(answer)
    answer.once('close', () => open.delete(answer))
  }

  #follow(connection: Duplex): Set<ServerResponse> {
    const open = new Set<ServerResponse>()
    this.#byConnection.set(connection, open)
    connection.once('close', () => {
      for (const answer of open) if (answer.socket === null) abandon(answer)
    })
    return open
  }
}

const none: ReadonlySet<ServerResponse> = new Set()

/** As node does it for an answer that has the connection. */
function abandon(answer: ServerResponse): void {
  answer.destroy()
  answer.emit('close')
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ResourceInfo } from '../../api/meta/resource-info.ts'
import type { UserInfo } from '../../auth/types.ts'
import type { SessionMetrics } from './metrics.ts'

/**
 * A subresource that becomes a stream: exec, attach, portforward, hostshell, log. The HTTP layer has
 * authenticated and authorized the request before `connect` is called.
 */
export interface Connector {
  readonly info: ResourceInfo
  readonly subresource: string
  /** Discovery's responseKind, such as PodExecOptions. */
  readonly kind: string
  readonly methods: readonly ('GET' | 'POST')[]
  /** `required`: the request must ask for an upgrade, and needs `create` whatever its method. `optional`: it only reads. */
  readonly upgrade: 'required' | 'optional'
  /**
   * Rejects with ApiError while nothing has been written to the response: the HTTP layer then answers
   * with its Status. Resolves when the stream is over.
   */
  connect(request: ConnectRequest): Promise<void>
}

export interface ConnectRequest {
  readonly namespace: string
  readonly name: string
  readonly query: URLSearchParams
  readonly user: UserInfo
  readonly auditId: string
  readonly audit: StreamAudit
  readonly raw: IncomingMessage
  /** For a plain streaming answer. */
  readonly response: ServerResponse
  /** Present when the client asks for another protocol. */
  readonly upgrade?: Upgrade
  /** Aborts when the client is gone or the server closes. */
  readonly signal: AbortSignal
}

/** A connection whose client asks for another protocol. Until the connector switches, HTTP can still refuse. */
export interface Upgrade {
  readonly socket: Duplex
  /** Bytes of the new protocol that were read with the head of the request. */
  readonly head: Buffer
  /**
   * Answers `101 Switching Protocols` with these header lines, such as `Upgrade: websocket`. The socket then belongs to the
   * connector. Throws when the client is gone, or has been answered already.
   */
  switchProtocols(headerLines: readonly string[]): void
}

/** Told how a stream goes, to write it down. The HTTP layer implements it. */
export interface StreamAudit {
  /** The agent has agreed, and the client has its answer. */
  started(start: StreamStart): void
  /** Once, if it started. */
  ended(end: StreamEnd): void
}

export interface StreamStart {
  /** `namespace/name`. */
  readonly device: string
  readonly container?: string | undefined
  /** What the client speaks; undefined where that is plain HTTP. */
  readonly dialect?: string
}

/** Bytes as seen from the server: received from the client, and sent to it. */
export interface StreamEnd extends Omit<SessionMetrics, 'subresource'> {
  /** For people. */
  readonly reason: string
  /** Of a process that ended. */
  readonly exitCode?: number | undefined
  /** Of a port-forward. */
  readonly connections?: number
  readonly refusedConnections?: number
}

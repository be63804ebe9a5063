import { once } from 'node:events'
import { createServer, isIP } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Logger } from 'pino'
import type { Authority, IssuedKey } from '../../pki/authority.ts'
import { keepServing } from '../../pki/kept-certificates.ts'
import { ConnectionGuard } from '../admission/connection-guard.ts'
import type { ConnectionGuardOptions } from '../admission/connection-guard.ts'

const servingDays = 90
/** How long agents that were told to leave may take to close their connections. */
const farewellTimeoutMs = 1000

/** What the server needs of a gateway: a port that agents connect to. */
export interface Gateway {
  readonly isListening: boolean
  /** Rejects with an Error that names the address when it is in use. */
  listen(address: ListenAddress): Promise<{ readonly port: number }>
  /** Stops accepting, tells connected agents to come back later, and ends their connections. Idempotent. */
  close(): Promise<void>
}

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

export interface AgentListenerOptions extends ConnectionGuardOptions {
  readonly authority: Pick<Authority, 'issueServer'>
  /** The host under which agents reach the gateway, for its certificate. */
  readonly advertisedHost: string | undefined
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: Logger
}

export interface AgentListenerHandlers {
  /** Called with the serving certificate before anything is accepted, and with each later one. */
  onCertificate(issued: IssuedKey): void
  /** A TCP connection, already guarded. The gateway speaks TLS on it. */
  onConnection(socket: Socket): void
}

/**
 * The TCP side of a gateway: a listening socket, a serving certificate that is renewed in time, and a guard over all
 * connections, which bounds what unauthenticated peers can hold. Owns the sockets.
 */
export class AgentListener {
  readonly guard: ConnectionGuard
  readonly #options: AgentListenerOptions
  readonly #tcp = createServer({ noDelay: true, pauseOnConnect: false })
  #serving: { close(): void } | undefined

  constructor(options: AgentListenerOptions) {
    this.#options = options
    this.guard = new ConnectionGuard(options)
  }

  get isListening(): boolean {
    return this.#tcp.listening
  }

  /** Rejects with an Error that names the address when it is in use. */
  async listen(
    { host, port }: ListenAddress,
    { onCertificate, onConnection }: AgentListenerHandlers,
  ): Promise<{ readonly port: number }> {
    const { authority, advertisedHost, now, log } = this.#options
    this.#serving = await keepServing({
      authority,
      subject: { commonName: 'aranya-gateway', names: servingNames(advertisedHost, host), days: servingDays },
      onIssued: onCertificate,
      onError: (err) => log.error({ err }, "cannot renew the gateway's certificate"),
      now,
    })
    this.#tcp.on('connection', (socket: Socket) => {
      // Resets before TLS takes the socket over.
      socket.on('error', () => {})
      this.guard.watch(socket)
      if (!socket.destroyed) onConnection(socket)
    })
    await once(this.#tcp.listen({ host, port }), 'listening')
    this.#tcp.on('error', (err) => log.error({ err }, 'the gateway cannot accept a connection'))
    return { port: (this.#tcp.address() as AddressInfo).port }
  }

  /** Stops accepting, waits for `farewell` and for admitted agents to leave, a second at most, then cuts what is left. */
  async close(farewell: () => Promise<void>): Promise<void> {
    this.#serving?.close()
    const closed = this.#tcp.listening ? once(this.#tcp, 'close') : undefined
    this.#tcp.close()
    // TCP drops a goodbye that is in flight when a socket with unread bytes is destroyed, so agents close first.
    const left = this.guard.untilAdmittedLeave(farewellTimeoutMs)
    await farewell()
    await left
    this.guard.destroyAll()
    await closed
  }
}

/** Includes loopback, for agents on the same machine. */
function servingNames(advertisedHost: string | undefined, listenHost: string): string[] {
  const isWildcard = isIP(listenHost) !== 0 && /^[0:.]+$/.test(listenHost)
  const names = [advertisedHost, isWildcard ? undefined : listenHost, 'localhost', '127.0.0.1', '::1']
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))] as string[]
}

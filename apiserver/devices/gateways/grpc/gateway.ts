import { once } from 'node:events'
import { createServer, isIP } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { Server } from '@grpc/grpc-js'
import type { Logger } from 'pino'
import { gatewayServerOptions } from '../../../../proto/transports/grpc/channel-options.ts'
import { gatewayService } from '../../../../proto/transports/grpc/service.ts'
import type {
  EnrollRequest,
  EnrollResponse,
  RenewRequest,
  RenewResponse,
} from '../../../../proto/transports/grpc/service.ts'
import type { Authority } from '../../../pki/authority.ts'
import { keepServing } from '../../../pki/serving.ts'
import type { Directory } from '../../directory.ts'
import type { Enroller, Enrolled } from '../../enrolment/enroller.ts'
import type { ConnectCalls } from './connect-calls.ts'
import type { ConnectionGuard } from './connection-guard.ts'
import { GatewayCredentials } from './credentials.ts'
import { readIdentity } from './peer-identity.ts'
import type { UnaryCalls } from './unary-calls.ts'

const servingDays = 90
/** How long agents that were told to leave may take to close their connections. */
const farewellTimeoutMs = 1000
const shuttingDown = { code: 'shutting-down', message: 'the server is shutting down' } as const

export interface GatewayOptions {
  readonly authority: Pick<Authority, 'certificatePem' | 'issueServer'>
  /** The host under which agents reach the gateway, for its certificate. */
  readonly advertisedHost: string | undefined
  readonly enroller: Enroller
  readonly unaryCalls: UnaryCalls
  readonly connectCalls: ConnectCalls
  readonly directory: Pick<Directory, 'endAll'>
  readonly guard: ConnectionGuard
  readonly now: () => number
  readonly log: Logger
}

/** The server that agents talk to: gRPC over TLS on one port. Owns the listening socket and all connections. */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #grpc = new Server(gatewayServerOptions)
  readonly #tcp = createServer({ noDelay: true, pauseOnConnect: false })
  readonly #credentials: GatewayCredentials
  #serving: { close(): void } | undefined
  #closing: Promise<void> | undefined

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#credentials = new GatewayCredentials(options.authority.certificatePem)
    this.#addHandlers()
  }

  get isListening(): boolean {
    return this.#tcp.listening
  }

  /** Rejects with an Error that names the address when it is taken. */
  async listen({ host, port }: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }> {
    const { authority, advertisedHost, now, log } = this.#options
    this.#serving = await keepServing({
      authority,
      subject: { commonName: 'aranya-gateway', names: servingNames(advertisedHost, host), days: servingDays },
      onIssued: (issued) => this.#credentials.use(issued),
      onError: (err) => log.error({ err }, 'the certificate of the gateway could not be renewed'),
      now,
    })
    // grpc-js would listen itself, but not let us bound what strangers hold.
    const injector = this.#grpc.createConnectionInjector(this.#credentials.server)
    this.#tcp.on('connection', (socket: Socket) => {
      // Resets before TLS takes the socket over.
      socket.on('error', () => {})
      this.#options.guard.watch(socket)
      if (!socket.destroyed) injector.injectConnection(socket)
    })
    await once(this.#tcp.listen({ host, port }), 'listening')
    this.#tcp.on('error', (err) => log.error({ err }, 'the gateway cannot accept a connection'))
    return { port: (this.#tcp.address() as AddressInfo).port }
  }

  /** Stops accepting, tells connected agents to come back later, and ends their connections. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const { connectCalls, directory, guard } = this.#options
    this.#serving?.close()
    connectCalls.close()
    const closed = this.#tcp.listening ? once(this.#tcp, 'close') : undefined
    this.#tcp.close()
    // Cut off with bytes unread, TCP would throw away the goodbye as well; so agents end their connections themselves.
    const left = guard.untilAdmittedLeave(farewellTimeoutMs)
    await directory.endAll(shuttingDown)
    await left
    this.#grpc.forceShutdown()
    guard.destroyAll()
    await closed
  }

  #addHandlers(): void {
    const { enroller, unaryCalls, connectCalls, now } = this.#options
    this.#grpc.addService(gatewayService, {
      enroll: unaryCalls.handle<EnrollRequest, EnrollResponse>('enroll', async ({ request }) =>
        toEnrollResponse(await enroller.enroll(request.token ?? '', request.certificateRequest ?? '')),
      ),
      renew: unaryCalls.handle<RenewRequest, RenewResponse>('renew', async (call) => {
        const uid = readIdentity(call.getAuthContext(), now())?.uid
        return { certificateChain: (await enroller.renew(call.request.certificateRequest ?? '', uid)).chainPem }
      }),
      connect: connectCalls.handle,
    })
  }
}

function toEnrollResponse({ chainPem, device }: Enrolled): EnrollResponse {
  return { certificateChain: chainPem, namespace: device.namespace, name: device.name, uid: device.uid }
}

/** Loopback too, for agents on the same machine. */
function servingNames(advertisedHost: string | undefined, listenHost: string): string[] {
  const isWildcard = isIP(listenHost) !== 0 && /^[0:.]+$/.test(listenHost)
  const names = [advertisedHost, isWildcard ? undefined : listenHost, 'localhost', '127.0.0.1', '::1']
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))] as string[]
}

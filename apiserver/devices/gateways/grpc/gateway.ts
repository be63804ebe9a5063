import { Server, status } from '@grpc/grpc-js'
import type { handleUnaryCall, ServerDuplexStream, ServerUnaryCall } from '@grpc/grpc-js'
import { gatewayServerOptions, widenReceiveWindow } from '../../../../proto/transports/grpc/channel-options.ts'
import { probe } from '../../../../proto/transports/grpc/reset-probe.ts'
import { gatewayService } from '../../../../proto/transports/grpc/service.ts'
import type {
  EnrollRequest,
  EnrollResponse,
  RenewRequest,
  RenewResponse,
} from '../../../../proto/transports/grpc/service.ts'
import { toFrameTransport } from '../../../../proto/transports/grpc/transport.ts'
import type { Authority } from '../../../pki/authority.ts'
import type { ConnectionAdmission } from '../../admission/admission.ts'
import type { ConnectionGuard } from '../../admission/connection-guard.ts'
import type { AgentLine } from '../../admission/line.ts'
import type { Enrolled } from '../../enrolment/enroller.ts'
import type { Peer } from '../../enrolment/peer.ts'
import { Refusal } from '../../enrolment/refusal.ts'
import type { RefusalCode } from '../../enrolment/refusal.ts'
import type { EnrolmentService } from '../../enrolment/service.ts'
import type { AgentListener, Gateway, ListenAddress } from '../agent-listener.ts'
import { GatewayCredentials } from './credentials.ts'

export interface GrpcGatewayOptions {
  readonly authority: Pick<Authority, 'certificatePem'>
  /** Owned by the gateway. */
  readonly listener: AgentListener
  readonly enrolment: Pick<EnrolmentService, 'enroll' | 'renew'>
  readonly admission: Pick<ConnectionAdmission, 'accept' | 'close'>
}

/** gRPC over TLS on one port: translates grpc-js to the enrolment service and to connection admission. */
export class GrpcGateway implements Gateway {
  readonly #options: GrpcGatewayOptions
  readonly #grpc = new Server(gatewayServerOptions)
  readonly #credentials: GatewayCredentials
  #closing: Promise<void> | undefined

  constructor(options: GrpcGatewayOptions) {
    this.#options = options
    this.#credentials = new GatewayCredentials(options.authority.certificatePem)
    this.#addHandlers()
  }

  get isListening(): boolean {
    return this.#options.listener.isListening
  }

  listen(address: ListenAddress): Promise<{ readonly port: number }> {
    // grpc-js can listen by itself, but then nothing bounds what unauthenticated peers hold.
    const injector = this.#grpc.createConnectionInjector(this.#credentials.server)
    return this.#options.listener.listen(address, {
      onCertificate: (issued) => this.#credentials.use(issued),
      onConnection: (socket) => injector.injectConnection(socket),
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const { listener, admission } = this.#options
    await listener.close(() => admission.close())
    this.#grpc.forceShutdown()
  }

  #addHandlers(): void {
    const { enrolment, admission, listener } = this.#options
    this.#grpc.addService(gatewayService, {
      enroll: unary<EnrollRequest, EnrollResponse>(async (peer, { token, certificateRequest }) => {
        const request = { token: token ?? '', certificateRequest: certificateRequest ?? '' }
        return toEnrollResponse(await enrolment.enroll(peer, request))
      }),
      renew: unary<RenewRequest, RenewResponse>(async (peer, { certificateRequest }) => {
        const { chainPem } = await enrolment.renew(peer, certificateRequest ?? '')
        return { certificateChain: chainPem }
      }),
      connect: (call: ConnectCall) => admission.accept(toLine(call, listener.guard)),
    })
  }
}

function unary<Q, A>(work: (peer: Peer, request: Q) => Promise<A>): handleUnaryCall<Q, A> {
  return (call, reply) => {
    work(toPeer(call), call.request).then(
      (answer) => reply(null, answer),
      (error: unknown) => reply(toStatus(error)),
    )
  }
}

function toEnrollResponse({ chainPem, device }: Enrolled): EnrollResponse {
  return { certificateChain: chainPem, namespace: device.namespace, name: device.name, uid: device.uid }
}

type ConnectCall = ServerDuplexStream<Uint8Array, Uint8Array>

function toLine(call: ConnectCall, guard: Pick<ConnectionGuard, 'keep' | 'socketOf'>): AgentLine {
  const peer = toPeer(call)
  return {
    method: 'grpc',
    peer,
    open: () =>
      toFrameTransport(call, () => {
        const socket = guard.socketOf(peer.remoteAddress)
        if (socket) probe(socket)
      }),
    refuse: (refusal, lastFrame) => {
      if (call.cancelled) return
      if (lastFrame) call.write(lastFrame)
      call.emit('error', toStatus(refusal))
    },
    admitted: () => {
      widenReceiveWindow(call)
      return guard.keep(peer.remoteAddress)
    },
  }
}

/** grpc-js fills in the authentication context only for certificates that our CA signed. */
function toPeer(call: ConnectCall | ServerUnaryCall<unknown, unknown>): Peer {
  return { remoteAddress: call.getPeer(), certificate: call.getAuthContext().sslPeerCertificate?.raw }
}

const statusCodes: Readonly<Record<RefusalCode, status>> = {
  deadline_exceeded: status.DEADLINE_EXCEEDED,
  internal: status.INTERNAL,
  invalid_argument: status.INVALID_ARGUMENT,
  permission_denied: status.PERMISSION_DENIED,
  resource_exhausted: status.RESOURCE_EXHAUSTED,
  unauthenticated: status.UNAUTHENTICATED,
  unavailable: status.UNAVAILABLE,
}

function toStatus(error: unknown): { readonly code: status; readonly details: string } {
  const { code, message } = error instanceof Refusal ? error : new Refusal('internal', 'internal error')
  return { code: statusCodes[code], details: message }
}

import { Client, credentials, status } from '@grpc/grpc-js'
import type { ClientDuplexStream, MethodDefinition, ServiceError } from '@grpc/grpc-js'
import { gatewayClientOptions } from '../../../proto/transports/grpc/channel-options.ts'
import { ProbingCredentials } from '../../../proto/transports/grpc/reset-probe.ts'
import { gatewayService } from '../../../proto/transports/grpc/service.ts'
import type {
  EnrollRequest,
  EnrollResponse,
  RenewRequest,
  RenewResponse,
} from '../../../proto/transports/grpc/service.ts'
import { splitServer } from '../../state/config.ts'

export interface GatewayClientOptions {
  /** HOST:PORT. */
  readonly server: string
  /** PEM of the one root that is trusted. */
  readonly ca: string
  /** The client certificate; absent for enrolment, and for renewal of an expired one. */
  readonly identity?: { readonly certificate: string; readonly key: string }
}

export interface CallOptions {
  readonly deadlineMs: number
  readonly signal?: AbortSignal
}

/** One connection to the gateway. Calls reject with grpc-js' ServiceError. The owner closes it. */
export class GatewayClient {
  readonly #client: Client
  readonly #credentials: ProbingCredentials

  constructor({ server, ca, identity }: GatewayClientOptions) {
    const key = identity ? Buffer.from(identity.key) : null
    const certificate = identity ? Buffer.from(identity.certificate) : null
    this.#credentials = new ProbingCredentials(credentials.createSsl(Buffer.from(ca), key, certificate))
    this.#client = new Client(toTarget(server), this.#credentials, {
      // A connection belongs to one client, or an old certificate would go on in the next one.
      'grpc.use_local_subchannel_pool': 1,
      'grpc.service_config_disable_resolution': 1,
      ...gatewayClientOptions,
    })
  }

  enroll(request: EnrollRequest, options: CallOptions): Promise<EnrollResponse> {
    return this.#unary(gatewayService.enroll, request, options)
  }

  renew(request: RenewRequest, options: CallOptions): Promise<RenewResponse> {
    return this.#unary(gatewayService.renew, request, options)
  }

  /** The stream of frames; it fails at once when the server cannot be reached. */
  connect(): ClientDuplexStream<Uint8Array, Uint8Array> {
    const { path, requestSerialize, responseDeserialize } = gatewayService.connect
    return this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize)
  }

  /** Makes a connection that was reset notice it. */
  probe(): void {
    this.#credentials.probe()
  }

  /** Ends the connection once its calls are over; idempotent. */
  close(): void {
    this.#client.close()
  }

  #unary<Request, Response>(method: MethodDefinition<Request, Response>, request: Request, options: CallOptions) {
    return new Promise<Response>((resolve, reject) => {
      const deadline = Date.now() + options.deadlineMs
      const done = (error: ServiceError | null, response?: Response): void => {
        options.signal?.removeEventListener('abort', cancel)
        if (error || !response) reject(error ?? new Error('the server sent an empty answer'))
        else resolve(response)
      }
      const { path, requestSerialize, responseDeserialize } = method
      const call = this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        { deadline },
        done,
      )
      const cancel = (): void => call.cancel()
      options.signal?.addEventListener('abort', cancel, { once: true })
      if (options.signal?.aborted) cancel()
    })
  }
}

/** grpc-js would read `host:port` as a scheme and a path if the host looked like one. */
function toTarget(server: string): string {
  const { host, port } = splitServer(server) ?? { host: server, port: 0 }
  if (host.includes(':')) return `ipv6:[${host}]:${port}`
  return /^\d+(\.\d+){3}$/.test(host) ? `ipv4:${host}:${port}` : `dns:${host}:${port}`
}

/** The gRPC status that an error, or what caused it, carries. */
export function grpcStatusOf(error: unknown): ServiceError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'number' && 'details' in cause) return cause as ServiceError
  }
  return undefined
}

/** Whether the server knows us and will not have us, which no repetition changes. */
export function isRefused(error: unknown): boolean {
  const code = grpcStatusOf(error)?.code
  return code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED
}

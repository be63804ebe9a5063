import { status } from '@grpc/grpc-js'
import type { handleUnaryCall, ServerUnaryCall } from '@grpc/grpc-js'
import type { Logger } from 'pino'
import { StorageError } from '../../../storage/errors.ts'
import { GatewayError } from '../../enrolment/gateway-error.ts'
import type { FailureCounter } from './failure-counter.ts'

export interface UnaryCallsOptions {
  readonly timeoutMs: number
  /** Calls in progress at once. */
  readonly maxConcurrent: number
  readonly failures: Pick<FailureCounter, 'count'>
  readonly log: Logger
  /** Told of each call: `ok`, or the gRPC status in lower case. */
  readonly onResult: (call: string, result: string) => void
}

/** What Enroll and Renew have in common: a deadline, a bound on how many run, and errors that the sender may see. */
export class UnaryCalls {
  readonly #options: UnaryCallsOptions
  #running = 0

  constructor(options: UnaryCallsOptions) {
    this.#options = options
  }

  /** A handler for grpc-js that answers with what `work` resolves to. */
  handle<Q, A>(name: string, work: (call: ServerUnaryCall<Q, A>) => Promise<A>): handleUnaryCall<Q, A> {
    return (call, reply) => {
      this.#run(() => work(call)).then(
        (answer) => {
          this.#options.onResult(name, 'ok')
          reply(null, answer)
        },
        (error: unknown) => {
          const told = this.#translate(error, { name, address: addressOf(call.getPeer()) })
          this.#options.onResult(name, status[told.code].toLowerCase())
          reply({ code: told.code, details: told.message })
        },
      )
    }
  }

  async #run<A>(work: () => Promise<A>): Promise<A> {
    const { maxConcurrent, timeoutMs } = this.#options
    if (this.#running >= maxConcurrent)
      throw new GatewayError(status.UNAVAILABLE, 'too many devices enrol at once: try again')
    this.#running++
    // What is late still counts as running: it holds memory.
    const working = work().finally(() => this.#running--)
    return withTimeout(working, timeoutMs)
  }

  #translate(error: unknown, { name, address }: { readonly name: string; readonly address: string }): GatewayError {
    if (error instanceof GatewayError)
      return isFailedCredential(error) ? this.#countFailure(error, name, address) : error
    this.#options.log.error({ call: name, address, err: error }, 'a call of an agent failed')
    if (error instanceof StorageError)
      return new GatewayError(status.UNAVAILABLE, 'the server cannot write to its store: try again')
    return new GatewayError(status.INTERNAL, 'internal error')
  }

  #countFailure(error: GatewayError, call: string, address: string): GatewayError {
    if (!this.#options.failures.count(address))
      return new GatewayError(status.RESOURCE_EXHAUSTED, 'too many failed attempts from this address: wait a minute')
    this.#options.log.warn({ call, address, reason: error.message }, 'a credential was refused')
    return error
  }
}

function isFailedCredential({ code }: GatewayError): boolean {
  return code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED || code === status.INVALID_ARGUMENT
}

/** `address:port` without the port. */
export function addressOf(peer: string): string {
  return peer.slice(0, peer.lastIndexOf(':'))
}

async function withTimeout<A>(work: Promise<A>, timeoutMs: number): Promise<A> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new GatewayError(status.DEADLINE_EXCEEDED, 'the server was too slow: try again')),
      timeoutMs,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

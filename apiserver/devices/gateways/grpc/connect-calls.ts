import { status } from '@grpc/grpc-js'
import type { ServerDuplexStream } from '@grpc/grpc-js'
import type { Logger } from 'pino'
import { aranya } from '../../../../proto/gen/agent.js'
import { widenReceiveWindow } from '../../../../proto/transports/grpc/channel-options.ts'
import { toFrameTransport } from '../../../../proto/transports/grpc/transport.ts'
import { toWireGoodbye } from '../../../../proto/mux/goodbye.ts'
import { acceptSession } from '../../../../proto/mux/handshake.ts'
import type { MuxLimits } from '../../../../proto/mux/limits.ts'
import type { Goodbye, MuxSettings } from '../../../../proto/mux/session.ts'
import { LogLimiter } from '../../../limits/log-limiter.ts'
import { StorageError } from '../../../storage/errors.ts'
import { readFacts } from '../../device-facts.ts'
import type { Directory } from '../../directory.ts'
import { settingsOf } from '../../directory.ts'
import type { Duplicates } from '../../duplicates.ts'
import type { Enrolment } from '../../enrolment/enrolments.ts'
import type { Enroller } from '../../enrolment/enroller.ts'
import { GatewayError, unauthenticated } from '../../enrolment/gateway-error.ts'
import { describeDevice, findDevice } from '../../lookup.ts'
import type { DeviceReader } from '../../lookup.ts'
import type { ConnectionGuard } from './connection-guard.ts'
import { readIdentity } from './peer-identity.ts'
import { addressOf } from './unary-calls.ts'

export type ConnectCall = ServerDuplexStream<Uint8Array, Uint8Array>

export interface ConnectCallsOptions {
  readonly devices: DeviceReader
  readonly directory: Directory
  readonly duplicates: Duplicates
  readonly enroller: Enroller
  readonly guard: Pick<ConnectionGuard, 'admit' | 'probe'>
  /** This process' epoch. */
  readonly epoch: string
  readonly muxLimits: Partial<MuxLimits>
  readonly helloTimeoutMs: number
  readonly now: () => number
  readonly log: Logger
  /** A device's instances keep replacing each other. */
  readonly onDuplicate: (enrolment: Enrolment) => void
  /** Told of each call: `ok`, or why not. */
  readonly onResult: (call: string, result: string) => void
}

/** Turns Connect calls into connected devices. */
export class ConnectCalls {
  readonly #options: ConnectCallsOptions
  readonly #refusals: LogLimiter
  #closed = false

  constructor(options: ConnectCallsOptions) {
    const { log } = options
    this.#options = options
    this.#refusals = new LogLimiter({
      report: (network, count) => log.warn({ network, count }, 'refused connections were left out of the log'),
    })
  }

  /** The handler for grpc-js. */
  readonly handle = (call: ConnectCall): void => {
    this.#connect(call).catch((error: unknown) => this.#options.log.error({ err: error }, 'a connection failed'))
  }

  /** Sends newcomers away from now on. */
  close(): void {
    this.#closed = true
    this.#refusals.flush()
  }

  async #connect(call: ConnectCall): Promise<void> {
    const peer = call.getPeer()
    try {
      const enrolment = await this.#identify(call)
      await this.#serve(call, enrolment)
    } catch (error) {
      const told = toGatewayError(error)
      this.#options.onResult('connect', status[told.code].toLowerCase())
      const err = told === error ? undefined : error
      this.#refusals.run(addressOf(peer), () =>
        this.#options.log.warn({ peer, err, reason: told.message }, 'a connection was refused'),
      )
      refuse(call, told)
    }
  }

  async #identify(call: ConnectCall): Promise<Enrolment> {
    if (this.#closed) throw new GatewayError(status.UNAVAILABLE, 'the server is shutting down')
    const identity = readIdentity(call.getAuthContext(), this.#options.now())
    if (!identity)
      throw unauthenticated('a certificate of this server, good at this time, is needed: join, or renew it')
    return this.#options.enroller.check(identity)
  }

  async #serve(call: ConnectCall, enrolment: Enrolment): Promise<void> {
    const { epoch, muxLimits, helloTimeoutMs, guard, log, enroller } = this.#options
    const peer = call.getPeer()
    const transport = toFrameTransport(call, () => guard.probe(peer))
    const admit = async (hello: aranya.agent.v1.Hello.$Properties) => this.#admit(enrolment, agentOf(hello))
    const accepted = await acceptSession({ transport, epoch, admit, limits: muxLimits, timeoutMs: helloTimeoutMs })
    if (!accepted) return this.#options.onResult('connect', 'handshake')
    const device = describeDevice(enrolment.device)
    const release = guard.admit(peer)
    widenReceiveWindow(call)
    this.#options.onResult('connect', 'ok')
    log.info({ device, peer }, 'device connected')
    const over = this.#enter(enrolment, { ...accepted, peer })
    await this.#recheck(enrolment)
    enroller
      .confirm(enrolment.device.uid)
      .catch((err: unknown) => log.warn({ device, err }, 'a used token could not be deleted'))
    const { by, goodbye, error } = await over
    release()
    log.info({ device, peer, by, goodbye, err: error }, 'device disconnected')
  }

  /** Decides on a hello: what the EdgeDevice asks for, or why not. */
  #admit({ device, ...rest }: Enrolment, newcomer: string): MuxSettings | Goodbye {
    const { directory, duplicates, devices } = this.#options
    const stored = findDevice(devices, device)
    if (!stored) return toRevoked(`the EdgeDevice ${describeDevice(device)} was deleted`)
    const current = directory.get(device.uid)
    if (current && duplicates.judge(device.uid, { current: current.agent, newcomer }) === 'refuse') {
      this.#options.onDuplicate({ device, ...rest })
      return { code: 'replaced', message: 'another agent with the same identity is connected; is this disk a copy?' }
    }
    return settingsOf(stored)
  }

  #enter({ device, keyHash }: Enrolment, { session, hello, peer }: Entrant) {
    const { devices, directory, now } = this.#options
    const stored = findDevice(devices, device)
    const settings = stored ? settingsOf(stored) : { heartbeatMs: 30_000, resumeMs: 0 }
    const agent = agentOf(hello)
    const connection = { device, session, keyHash, agent, remoteAddress: peer, sinceMs: now(), facts: readFacts(hello) }
    return directory.add(connection, settings)
  }

  /** What changed while the handshake went on: the device may be gone by now, or its key another. */
  async #recheck({ device, keyHash }: Enrolment): Promise<void> {
    const { enroller, directory } = this.#options
    try {
      await enroller.check({ uid: device.uid, keyHash })
    } catch (error) {
      const { isRevoked, message } = toGatewayError(error)
      const goodbye = isRevoked ? toRevoked(message) : ({ code: 'shutting-down', message } as const)
      await directory.end(device.uid, goodbye, (connection) => connection.keyHash === keyHash)
    }
  }
}

type Entrant = NonNullable<Awaited<ReturnType<typeof acceptSession>>> & { readonly peer: string }

/** A copy of a disk has the same instance, so that only the process tells it from the original. */
function agentOf({ instance, epoch }: aranya.agent.v1.Hello.$Properties): string {
  return `${instance ?? ''}/${epoch ?? ''}`
}

function toRevoked(message: string): Goodbye {
  return { code: 'revoked', message }
}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const message = error instanceof StorageError ? 'the store of the server cannot be read' : 'internal error'
  return new GatewayError(status.UNAVAILABLE, message, { cause: error })
}

/** Ends a call that carries no session: with a status, and before it a goodbye for those whom only a new token helps. */
function refuse(call: ConnectCall, { code, message, isRevoked }: GatewayError): void {
  if (call.cancelled) return
  if (isRevoked) call.write(aranya.agent.v1.Frame.encode({ goodbye: toWireGoodbye(toRevoked(message)) }).finish())
  call.emit('error', { code, details: message })
}

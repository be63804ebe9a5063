import type { Logger } from 'pino'
import { aranya } from '../../../proto/gen/agent.js'
import { toWireGoodbye } from '../../../proto/mux/goodbye.ts'
import { acceptSession } from '../../../proto/mux/handshake.ts'
import type { AcceptedSession } from '../../../proto/mux/handshake.ts'
import type { MuxLimits, MuxSettings } from '../../../proto/mux/limits.ts'
import type { Goodbye, SessionEnd } from '../../../proto/mux/session.ts'
import { LogLimiter } from '../../limits/log-limiter.ts'
import type { Enroller } from '../enrolment/enroller.ts'
import type { Enrolment } from '../enrolment/enrolments.ts'
import { addressOf, readIdentity } from '../enrolment/peer.ts'
import { Refusal, toRefusal, unauthenticated } from '../enrolment/refusal.ts'
import { readFacts } from '../sessions/device-facts.ts'
import type { Directory } from '../sessions/directory.ts'
import { settingsOf } from '../sessions/directory.ts'
import { describeDevice, findDevice } from '../store/edge-devices.ts'
import type { DeviceReader } from '../store/edge-devices.ts'
import type { Duplicates } from './duplicates.ts'
import type { AgentLine } from './line.ts'

type Hello = aranya.agent.v1.Hello.$Properties

const shuttingDown = { code: 'shutting-down', message: 'the server is shutting down' } as const

export interface ConnectionAdmissionOptions {
  readonly devices: DeviceReader
  readonly directory: Pick<Directory, 'get' | 'add' | 'end' | 'endAll'>
  readonly duplicates: Pick<Duplicates, 'judge'>
  readonly enroller: Pick<Enroller, 'check' | 'confirm'>
  /** This process' epoch. */
  readonly epoch: string
  readonly muxLimits: Partial<MuxLimits>
  readonly helloTimeoutMs: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: Logger
  /** Agents with the identity of this device keep replacing each other. */
  readonly onDuplicate: (enrolment: Enrolment) => void
  /** Called once per connection, with `ok`, `handshake` or the refusal's code. */
  readonly onResult: (call: string, result: string) => void
}

/**
 * Decides which connections of agents are admitted, whatever gateway they came through: checks the identity, performs the
 * handshake, settles between two connections of one device, and keeps the admitted one in the directory until it ends.
 */
export class ConnectionAdmission {
  readonly #options: ConnectionAdmissionOptions
  readonly #refusals: LogLimiter
  #isClosed = false

  constructor(options: ConnectionAdmissionOptions) {
    const { log } = options
    this.#options = options
    this.#refusals = new LogLimiter({
      report: (network, count) => log.warn({ network, count }, 'more connections were refused than logged'),
    })
  }

  /** Takes a connection over. Never throws. */
  accept(line: AgentLine): void {
    this.#accept(line).catch((err: unknown) => this.#options.log.error({ err }, 'connection admission failed'))
  }

  /** Refuses new connections and ends the admitted ones, so that their agents come back later. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#refusals.flush()
    await this.#options.directory.endAll(shuttingDown)
  }

  async #accept(line: AgentLine): Promise<void> {
    let enrolment: Enrolment
    try {
      enrolment = await this.#identify(line)
    } catch (error) {
      return this.#refuse(line, error)
    }
    await this.#handshake(line, enrolment)
  }

  async #identify({ peer }: AgentLine): Promise<Enrolment> {
    const { enroller, now } = this.#options
    if (this.#isClosed) throw new Refusal('unavailable', shuttingDown.message)
    const identity = readIdentity(peer, now())
    if (!identity)
      throw unauthenticated('a valid client certificate of this server is required; renew it, or join again')
    return enroller.check(identity)
  }

  async #handshake(line: AgentLine, enrolment: Enrolment): Promise<void> {
    const { epoch, muxLimits, helloTimeoutMs, onResult } = this.#options
    const admit = async (hello: Hello) => this.#admit(enrolment, agentOf(hello))
    const transport = line.open()
    const accepted = await acceptSession({ transport, epoch, admit, limits: muxLimits, timeoutMs: helloTimeoutMs })
    if (!accepted) return onResult('connect', 'handshake')
    const release = line.admitted()
    try {
      onResult('connect', 'ok')
      await this.#serve(line, enrolment, accepted)
    } catch (error) {
      await accepted.session.close({ code: 'shutting-down', message: toRefusal(error).message })
      throw error
    } finally {
      release()
    }
  }

  /** Resolves when the session has ended. */
  async #serve(line: AgentLine, enrolment: Enrolment, accepted: AcceptedSession): Promise<void> {
    const { log } = this.#options
    const context = { device: describeDevice(enrolment.device), peer: line.peer.remoteAddress }
    log.info(context, 'device connected')
    const ended = this.#enter(line, enrolment, accepted)
    const settled = this.#recheck(enrolment).then(() => this.#confirm(enrolment))
    const [{ by, goodbye, error }] = await Promise.all([ended, settled])
    log.info({ ...context, by, goodbye, err: error }, 'device disconnected')
  }

  /** Answers a hello: with the settings of the session, or why the connection is refused. */
  #admit(enrolment: Enrolment, newcomer: string): MuxSettings | Goodbye {
    const { directory, duplicates, devices, onDuplicate } = this.#options
    const { device } = enrolment
    const stored = findDevice(devices, device)
    if (!stored) return toRevoked(`the EdgeDevice ${describeDevice(device)} was deleted`)
    const current = directory.get(device.uid)
    if (current && duplicates.judge(device.uid, { current: current.agent, newcomer }) === 'refuse') {
      onDuplicate(enrolment)
      const message =
        'another agent with the same identity is connected; if this disk is a copy, join again with a new EdgeDevice'
      return { code: 'replaced', message }
    }
    return settingsOf(stored)
  }

  #enter(line: AgentLine, { device, keyHash }: Enrolment, { session, hello }: AcceptedSession): Promise<SessionEnd> {
    const { devices, directory, now } = this.#options
    const stored = findDevice(devices, device)
    const settings = stored ? settingsOf(stored) : { heartbeatMs: 30_000, resumeMs: 0 }
    const { method, peer } = line
    const connection = {
      device,
      session,
      keyHash,
      agent: agentOf(hello),
      method,
      remoteAddress: peer.remoteAddress,
      sinceMs: now(),
      facts: readFacts(hello),
    }
    return directory.add(connection, settings)
  }

  /** The device may have been deleted, or enrolled again with another key, during the handshake. */
  async #recheck({ device, keyHash }: Enrolment): Promise<void> {
    const { enroller, directory } = this.#options
    try {
      await enroller.check({ uid: device.uid, keyHash })
    } catch (error) {
      const { isRevoked, message } = toRefusal(error)
      const goodbye = isRevoked ? toRevoked(message) : ({ code: 'shutting-down', message } as const)
      await directory.end(device.uid, goodbye, (connection) => connection.keyHash === keyHash)
    }
  }

  #confirm({ device }: Enrolment): void {
    const { enroller, log } = this.#options
    enroller
      .confirm(device.uid)
      .catch((err: unknown) => log.warn({ device: describeDevice(device), err }, 'cannot delete a used join token'))
  }

  #refuse(line: AgentLine, error: unknown): void {
    const { log, onResult } = this.#options
    const refusal = toConnectRefusal(error)
    onResult('connect', refusal.code)
    const peer = line.peer.remoteAddress
    this.#refusals.run(addressOf(line.peer), () =>
      log.warn({ peer, err: refusal.cause, reason: refusal.message }, 'connection refused'),
    )
    line.refuse(refusal, refusal.isRevoked ? encodeGoodbye(toRevoked(refusal.message)) : undefined)
  }
}

/** Whatever failed inside the server, the agent shall try again. */
function toConnectRefusal(error: unknown): Refusal {
  const refusal = toRefusal(error)
  return refusal.code === 'internal' ? new Refusal('unavailable', refusal.message, { cause: error }) : refusal
}

/** Copies of a disk share the instance; the epoch tells their processes apart. */
function agentOf({ instance, epoch }: Hello): string {
  return `${instance ?? ''}/${epoch ?? ''}`
}

function toRevoked(message: string): Goodbye {
  return { code: 'revoked', message }
}

function encodeGoodbye(goodbye: Goodbye): Uint8Array {
  return aranya.agent.v1.Frame.encode({ goodbye: toWireGoodbye(goodbye) }).finish()
}

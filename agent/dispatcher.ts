import type { Channel, IncomingChannel } from '../proto/mux/channel.ts'
import { MuxError } from '../proto/mux/errors.ts'
import { decodeSessionRequest, encodeSessionResult, toRefusal } from '../proto/session-request.ts'
import type { SessionResult } from '../proto/session-request.ts'
import type { Feature } from './features.ts'
import { Controls } from './handlers/controls.ts'
import type { Handler, PreparedSession, SessionRequest } from './handlers/handler.ts'
import type { Logger } from './log.ts'

export interface DispatcherOptions {
  readonly handlers: readonly Handler[]
  /** What the operator allows at this moment. */
  readonly allowed: () => readonly Feature[]
  readonly log: Logger
  /** Sessions at a time; more are refused as `too-many`. 64 when absent. */
  readonly maxSessions?: number
  /** How long an accepted session may wait for the word to start. 30 s when absent. */
  readonly startDeadlineMs?: number
}

const targets: Readonly<Record<string, Feature>> = {
  exec: 'exec',
  attach: 'attach',
  log: 'log',
  portForward: 'portforward',
  hostShell: 'hostshell',
}

/** Answers every channel that the server opens: admits it, lets its handler do the work, and tells the end. */
export class Dispatcher {
  readonly #handlers: ReadonlyMap<Feature, Handler>
  readonly #options: Required<DispatcherOptions>
  readonly #sessions = new Set<Promise<void>>()
  #closing = false

  constructor(options: DispatcherOptions) {
    this.#options = { maxSessions: 64, startDeadlineMs: 30_000, ...options }
    this.#handlers = new Map(options.handlers.map((handler) => [handler.feature, handler]))
  }

  /** For the mux's `onOpen`. Never throws; every request gets its answer. */
  readonly onOpen = (incoming: IncomingChannel): void => {
    if (this.#closing) return incoming.refuse(new MuxError('unavailable', 'the agent is shutting down'))
    if (this.#sessions.size >= this.#options.maxSessions) return incoming.refuse(this.#tooMany())
    const session = this.#serve(incoming).finally(() => this.#sessions.delete(session))
    this.#sessions.add(session)
  }

  /** Refuses what comes from now on, and resolves when all sessions are over. Their channels end by their owner's hand. */
  async close(): Promise<void> {
    this.#closing = true
    await Promise.all(this.#sessions)
  }

  async #serve(incoming: IncomingChannel): Promise<void> {
    const admitted = await this.#admit(incoming).catch((error: unknown) => {
      incoming.refuse(toMuxError(error))
      return undefined
    })
    if (!admitted) return
    if (incoming.signal.aborted) return incoming.refuse(new MuxError('cancelled', 'the client left'))
    const channel = incoming.accept()
    try {
      const result = await this.#run(channel, admitted)
      channel.finish(encodeSessionResult(result))
    } catch (error) {
      channel.reset(toMuxError(error))
    }
  }

  async #admit(incoming: IncomingChannel): Promise<PreparedSession & { readonly log: object }> {
    const request = decodeSessionRequest(incoming.request)
    const log = { user: request.user, auditId: request.auditId, virtualPod: request.profile?.virtualPod ?? undefined }
    try {
      const handler = this.#handlerFor(request)
      const prepared = await handler.prepare(request, incoming.signal)
      return { ...prepared, log: { ...log, ...prepared.summary, session: handler.feature } }
    } catch (error) {
      this.#options.log.info({ ...log, target: request.target, reason: toMuxError(error).message }, 'session refused')
      throw error
    }
  }

  /** The operator's word comes before anything else is looked at. */
  #handlerFor(request: SessionRequest): Handler {
    const feature = targets[request.target ?? '']
    if (!feature) throw new MuxError('unsupported', 'this version of the agent does not know what is asked for')
    const allowed = this.#options.allowed()
    if (!allowed.includes(feature)) {
      const list = allowed.join(', ') || 'nothing'
      throw new MuxError('forbidden', `the agent's configuration does not allow ${feature} (allowed: ${list})`)
    }
    const handler = this.#handlers.get(feature)
    if (!handler) throw new MuxError('unsupported', `this version of the agent cannot do ${feature}`)
    return handler
  }

  async #run(channel: Channel, session: PreparedSession & { readonly log: object }): Promise<SessionResult> {
    const controls = new Controls(channel)
    await controls.started(this.#options.startDeadlineMs)
    this.#options.log.info(session.log, 'session started')
    try {
      const result = await session.run(channel, controls)
      this.#options.log.info({ ...session.log, exitCode: result.exitCode }, 'session ended')
      return result
    } catch (error) {
      const failure = toRefusal(toMuxError(error))
      this.#options.log.warn({ ...session.log, reason: failure.message }, 'session failed')
      return { failure }
    }
  }

  #tooMany(): MuxError {
    return new MuxError('too-many', `the agent serves ${this.#options.maxSessions} sessions at a time already`)
  }
}

function toMuxError(error: unknown): MuxError {
  if (error instanceof MuxError) return error
  return new MuxError('internal', `the agent failed: ${(error as Error).message}`, { cause: error })
}

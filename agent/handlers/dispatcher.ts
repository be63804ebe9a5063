import type { Channel, IncomingChannel } from '../../proto/mux/channel.ts'
import { MuxError } from '../../proto/mux/errors.ts'
import { decodeSessionRequest, encodeSessionResult, toRefusal } from '../../proto/sessions/session-request.ts'
import type { SessionResult } from '../../proto/sessions/session-request.ts'
import type { Feature } from '../features.ts'
import { Controls } from './controls.ts'
import type { Handler, PreparedSession, SessionRequest } from './handler.ts'
import type { Logger } from '../logging/log.ts'

export interface DispatcherOptions {
  readonly handlers: readonly Handler[]
  /** What the operator allows at this moment. */
  readonly allowed: () => readonly Feature[]
  readonly log: Logger
  /** Sessions at a time; more are refused as `too-many`. 64 when absent. */
  readonly maxSessions?: number
  /** Connections of port-forwards at a time, all together; more are refused as `too-many`. 1024 when absent. */
  readonly maxConnections?: number
  /** How long an accepted session may wait for the word to start. 30 s when absent. */
  readonly startDeadlineMs?: number
}

const targets: Readonly<Record<string, Feature>> = {
  exec: 'exec',
  attach: 'attach',
  log: 'log',
  portForward: 'portforward',
  connect: 'portforward',
  hostShell: 'hostshell',
}

/** Answers every channel that the server opens: admits it, lets its handler do the work, and tells the end. */
export class Dispatcher {
  readonly #handlers: ReadonlyMap<Feature, Handler>
  readonly #options: Required<DispatcherOptions>
  readonly #sessions = new Set<Promise<void>>()
  readonly #connections = new Set<Promise<void>>()
  #closing = false

  constructor(options: DispatcherOptions) {
    this.#options = { maxSessions: 64, maxConnections: 1024, startDeadlineMs: 30_000, ...options }
    this.#handlers = new Map(options.handlers.map((handler) => [handler.feature, handler]))
  }

  /** For the mux's `onOpen`. Never throws; every request gets its answer. */
  readonly onOpen = (incoming: IncomingChannel): void => {
    if (this.#closing) return incoming.refuse(new MuxError('unavailable', 'the agent is shutting down'))
    const request = decode(incoming)
    if (!request) return
    const { maxSessions, maxConnections } = this.#options
    if (request.target === 'connect') this.#admitInto(this.#connections, maxConnections, { incoming, request })
    else this.#admitInto(this.#sessions, maxSessions, { incoming, request })
  }

  #admitInto(places: Set<Promise<void>>, max: number, asked: Asked): void {
    if (places.size >= max) return asked.incoming.refuse(tooMany(asked.request, max))
    const session = this.#serve(asked).finally(() => places.delete(session))
    places.add(session)
  }

  /** Refuses what comes from now on, and resolves when all sessions are over. Their channels end by their owner's hand. */
  async close(): Promise<void> {
    this.#closing = true
    await Promise.all([...this.#sessions, ...this.#connections])
  }

  async #serve({ incoming, request }: Asked): Promise<void> {
    const admitted = await this.#admit({ incoming, request }).catch((error: unknown) => {
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

  async #admit({ incoming, request }: Asked): Promise<PreparedSession & { readonly log: object }> {
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
    const feature = featureOf(request)
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
    // The connections of a port-forward are its session's; a line for each would bury the others.
    if (session.startsAtOnce) return session.run(channel, controls)
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
}

interface Asked {
  readonly incoming: IncomingChannel
  readonly request: SessionRequest
}

/** The request; undefined when it is none, and has been refused. */
function decode(incoming: IncomingChannel): SessionRequest | undefined {
  try {
    return decodeSessionRequest(incoming.request)
  } catch (error) {
    incoming.refuse(toMuxError(error))
    return undefined
  }
}

/** Without a profile, a port-forward reaches more than a profile could ever grant. */
function featureOf({ target, profile }: SessionRequest): Feature | undefined {
  const feature = targets[target ?? '']
  return feature === 'portforward' && !profile ? 'hostportforward' : feature
}

function tooMany({ target }: SessionRequest, max: number): MuxError {
  const what = target === 'connect' ? 'forwarded connections' : 'sessions'
  return new MuxError('too-many', `the agent serves ${max} ${what} at a time already`)
}

function toMuxError(error: unknown): MuxError {
  if (error instanceof MuxError) return error
  return new MuxError('internal', `the agent failed: ${(error as Error).message}`, { cause: error })
}

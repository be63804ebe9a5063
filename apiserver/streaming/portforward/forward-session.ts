import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Channel, ChannelEnd } from '../../../proto/mux/channel.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import { AbortWait } from '../session/abort-wait.ts'
import type { StreamClock } from '../session/clock.ts'
import { IdleTimer } from '../session/idle-timer.ts'
import type { StreamLimits } from '../session/limits.ts'
import { Traffic } from '../session/traffic.ts'
import type { ForwardClient, ForwardedConnection } from './forward-client.ts'
import { relayConnection } from './relay-connection.ts'

export interface ForwardSessionOptions {
  readonly client: ForwardClient
  /** Open as long as the agent lets the session go on. */
  readonly channel: Channel
  /** Asks the agent for a connection; rejects with ApiError. */
  readonly dial: (port: number, signal: AbortSignal) => Promise<Channel>
  /** Names the device in messages. */
  readonly device: string
  /** Aborts when the server closes. */
  readonly signal: AbortSignal
  readonly limits: StreamLimits
  readonly clock: StreamClock
  readonly log: Logger
}

/** How a session went. */
export interface ForwardSummary {
  /** For people: `lost connection to device a/b`, `the client closed the connection`. */
  readonly reason: string
  readonly outcome: 'exited' | 'failed' | 'client-gone' | 'idle' | 'closed'
  /** Connections that the device took, and those that came to nothing. */
  readonly connections: number
  readonly refusedConnections: number
  readonly receivedBytes: number
  readonly sentBytes: number
}

type Ending = Pick<ForwardSummary, 'reason' | 'outcome'>

/** Carries a client's connections to a device, each by a channel of its own, until either side is over. */
export class ForwardSession {
  readonly #options: ForwardSessionOptions
  readonly #traffic: Traffic
  readonly #open = new Set<Promise<void>>()
  readonly #ending = new AbortController()
  #connections = 0
  #refusedConnections = 0

  constructor(options: ForwardSessionOptions) {
    this.#options = options
    this.#traffic = new Traffic(options.clock)
  }

  /** Resolves when the session is over, and with it all its connections. Never rejects. */
  async run(): Promise<ForwardSummary> {
    const { client, channel, clock, limits } = this.#options
    const idle = new IdleTimer({ clock, traffic: this.#traffic, idleMs: limits.idleMs })
    const closing = new AbortWait(this.#options.signal)
    client.onConnection((connection) => this.#take(connection))
    const ending = await this.#firstEnding(idle, closing)
    idle.stop()
    closing.stop()
    this.#ending.abort()
    await this.#endClient(ending)
    await Promise.all(this.#open)
    channel.reset(new MuxError('cancelled', ending.reason))
    return {
      ...ending,
      connections: this.#connections,
      refusedConnections: this.#refusedConnections,
      receivedBytes: this.#traffic.receivedBytes,
      sentBytes: this.#traffic.sentBytes,
    }
  }

  #take(connection: ForwardedConnection): void {
    const served = this.#serve(connection).finally(() => this.#open.delete(served))
    this.#open.add(served)
  }

  async #serve(connection: ForwardedConnection): Promise<void> {
    const { limits } = this.#options
    if (this.#open.size >= limits.maxForwardedConnections) {
      return this.#refuse(connection, `the session has ${limits.maxForwardedConnections} connections already`)
    }
    const channel = await this.#dial(connection)
    if (!channel) return
    this.#connections++
    await relayConnection({ connection, channel, traffic: this.#traffic, signal: this.#ending.signal })
  }

  /** A client that resets the connection, or leaves, need not be waited for. */
  async #dial(connection: ForwardedConnection): Promise<Channel | undefined> {
    const abort = new AbortController()
    const giveUp = (): void => abort.abort()
    connection.data.once('close', giveUp)
    this.#ending.signal.addEventListener('abort', giveUp, { once: true })
    if (this.#ending.signal.aborted) giveUp()
    try {
      return await this.#options.dial(connection.port, abort.signal)
    } catch (error) {
      this.#refuse(connection, abort.signal.aborted ? 'the client gave up' : (error as Error).message)
      return undefined
    } finally {
      connection.data.off('close', giveUp)
      this.#ending.signal.removeEventListener('abort', giveUp)
    }
  }

  #refuse(connection: ForwardedConnection, reason: string): void {
    this.#refusedConnections++
    this.#options.log.info({ port: connection.port, reason }, 'connection refused')
    connection.fail(reason)
  }

  #firstEnding(idle: IdleTimer, closing: AbortWait): Promise<Ending> {
    const { client, channel, device } = this.#options
    const ofDevice = channel.ended.then((end): Ending => ({ outcome: 'failed', reason: whyLost(end, device) }))
    const ofClient = client.closed.then(({ kind, message }): Ending => ({
      outcome: kind === 'finished' ? 'exited' : 'client-gone',
      reason: message,
    }))
    const ofIdle = idle.expired.then((): Ending => ({ outcome: 'idle', reason: 'the session was idle for too long' }))
    const ofServer = closing.aborted.then(async (): Promise<Ending> => {
      // The signal may tell of the client's end as well, which then is the better reason.
      await setImmediate()
      return { outcome: 'closed', reason: 'the server is shutting down' }
    })
    return Promise.race([ofDevice, ofClient, ofIdle, ofServer])
  }

  async #endClient({ outcome, reason }: Ending): Promise<void> {
    const { client } = this.#options
    if (outcome === 'client-gone') client.abort(reason)
    else await client.finish(reason)
  }
}

function whyLost(end: ChannelEnd, device: string): string {
  return `lost connection to device ${device}: ${end.kind === 'failed' ? end.error.message : 'the agent ended it'}`
}

import type { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Channel, ChannelEnd } from '../../../proto/mux/channel.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import { decodeSessionResult, fromRefusal } from '../../../proto/sessions/session-request.ts'
import { AbortWait } from '../session/abort-wait.ts'
import type { StreamClock, StreamLimits } from '../session/limits.ts'
import { IdleTimer } from '../session/idle-timer.ts'
import { Traffic } from '../session/traffic.ts'
import type { ForwardClient, ForwardedConnection } from './forward-client.ts'

interface ForwardSessionOptions {
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
interface ForwardSummary {
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

/** Both directions of a connection: agent.proto, message Data. */
const stream = 0

interface RelayOptions {
  readonly connection: ForwardedConnection
  /** The agent has connected it. */
  readonly channel: Channel
  readonly traffic: Traffic
  /** Aborts when the session ends: nothing is waited for any more. */
  readonly signal: AbortSignal
}

/**
 * Joins a client's end of a connection with the device's until both directions have ended, or either side breaks off;
 * whatever the one side sees the other one sees too. Both are gone when it resolves. Never rejects.
 */
export async function relayConnection({ connection, channel, traffic, signal }: RelayOptions): Promise<void> {
  const { data } = connection
  const fromDevice = channel.readable(stream)
  const toDevice = channel.writable(stream)
  data.on('error', () => {})
  data.on('data', (chunk: Buffer) => traffic.received(chunk.length))
  fromDevice.on('data', (chunk: Buffer) => traffic.sent(chunk.length))
  // What the device does not take any more is thrown away.
  toDevice.on('error', () => data.resume())
  data.pipe(toDevice)
  fromDevice.pipe(data, { end: false })
  let failure: MuxError | undefined
  const ended = channel.ended.then((end) => {
    failure = end.kind === 'failed' ? end.error : failureIn(end.result)
    if (end.kind === 'failed') connection.fail(failure?.message ?? '')
  })
  fromDevice.once('end', () => {
    // Later, for the end of the channel that says why is told at the same time.
    queueMicrotask(() => (failure ? failAfterFlush(connection, failure) : endAfterFlush(connection)))
  })
  await gone(data)
  if (isComplete(data)) await deliver(ended, signal)
  // Of a channel that has ended it says nothing.
  channel.reset(new MuxError('cancelled', 'the client closed the connection'))
  connection.finish()
  await ended
}

/** The agent's word for a connection that broke off after all that was read of it. */
function failureIn(result: Uint8Array): MuxError | undefined {
  try {
    const { failure } = decodeSessionResult(result)
    return failure ? fromRefusal(failure) : undefined
  } catch (error) {
    return error as MuxError
  }
}

function endAfterFlush(connection: ForwardedConnection): void {
  connection.data.end()
  connection.finish()
}

function failAfterFlush(connection: ForwardedConnection, failure: MuxError): void {
  if (connection.data.destroyed) return
  connection.data.write(Buffer.alloc(0), () => connection.fail(failure.message))
}

/** Both sides have said that they are done, and the client has all that is its. */
function isComplete({ readableEnded, writableFinished, errored }: Duplex): boolean {
  return readableEnded && writableFinished && errored === null
}

/** What the client sent last may still be on its way: the device ends the channel when it has it. */
async function deliver(ended: Promise<void>, signal: AbortSignal): Promise<void> {
  const session = new AbortWait(signal)
  await Promise.race([ended, session.aborted])
  session.stop()
}

function gone(data: Duplex): Promise<void> {
  return new Promise((resolve) => {
    if (data.closed) resolve()
    else data.once('close', () => resolve())
  })
}

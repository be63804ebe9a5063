import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Channel, ChannelEnd } from '../../../proto/mux/channel.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import { decodeSessionResult, encodeControlMessage, fromRefusal } from '../../../proto/sessions/session-request.ts'
import { AbortWait } from '../session/abort-wait.ts'
import type { StreamClock } from '../session/limits.ts'
import { IdleTimer } from '../session/idle-timer.ts'
import type { SessionMetrics } from '../session/metrics.ts'
import { Traffic } from '../session/traffic.ts'
import type { LogClient } from './http-log-client.ts'

/** The stream of a channel that carries the log. */
const logStream = 1
/** How long what was read before a cut may take to reach the client. */
const farewellMs = 2000

export interface LogSessionOptions {
  readonly channel: Channel
  readonly client: LogClient
  /** Names the device in messages. */
  readonly device: string
  /** Aborts when the client is gone, or the server closes. */
  readonly signal: AbortSignal
  readonly idleMs: number
  readonly clock: StreamClock
}

/** How a log went. */
export interface LogSummary extends Omit<SessionMetrics, 'subresource'> {
  /** For people. */
  readonly reason: string
}

type Ending = Pick<LogSummary, 'reason' | 'outcome'>

/** Carries a log to its client, no faster than that reads, until either side ends it. Never rejects. */
export async function runLogSession(options: LogSessionOptions): Promise<LogSummary> {
  const { channel, client, clock } = options
  const traffic = new Traffic(clock)
  const idle = new IdleTimer({ clock, traffic, idleMs: options.idleMs })
  const closing = new AbortWait(options.signal)
  const source = channel.readable(logStream)
  channel.control(encodeControlMessage({ start: {} }))
  pump(source, client.output, traffic)
  const ending = await firstEnding(options, { source, idle, closing })
  source.unpipe()
  await endAnswer(options, ending, { idle, closing })
  idle.stop()
  closing.stop()
  return { ...ending, receivedBytes: 0, sentBytes: traffic.sentBytes }
}

function pump(source: Readable, output: Writable, traffic: Traffic): void {
  source.on('data', (chunk: Buffer) => traffic.sent(chunk.length))
  source.pipe(output, { end: false })
}

interface Limits {
  readonly idle: IdleTimer
  readonly closing: AbortWait
}

function firstEnding(
  { channel, client, device }: LogSessionOptions,
  { source, idle, closing }: Limits & { readonly source: Readable },
): Promise<Ending> {
  const ofDevice = channel.ended.then(async (end) => {
    await finished(source, { writable: false }).catch(() => {})
    return endingOfDevice(end, device)
  })
  const ofIdle = idle.expired.then((): Ending => ({ outcome: 'idle', reason: 'the session was idle for too long' }))
  const ofAbort = closing.aborted.then((): Ending => {
    if (!client.isGone()) return { outcome: 'closed', reason: 'the server is shutting down' }
    return { outcome: 'client-gone', reason: 'the client closed the connection' }
  })
  return Promise.race([ofDevice, ofIdle, ofAbort])
}

function endingOfDevice(end: ChannelEnd, device: string): Ending {
  if (end.kind === 'failed')
    return { outcome: 'failed', reason: `lost connection to device ${device}: ${end.error.message}` }
  try {
    const { failure } = decodeSessionResult(end.result)
    if (failure) return { outcome: 'failed', reason: fromRefusal(failure).message }
    return { outcome: 'exited', reason: 'the log was read' }
  } catch {
    return { outcome: 'failed', reason: `device ${device} gave a result that cannot be read` }
  }
}

/** A client gets all the time that it needs to read a log to its end, and little to read what came before a cut. */
async function endAnswer(options: LogSessionOptions, { outcome, reason }: Ending, limits: Limits): Promise<void> {
  const { channel, client, clock } = options
  if (outcome === 'exited') {
    channel.finish()
    await Promise.race([client.finish(), limits.idle.expired, limits.closing.aborted])
    return client.drop()
  }
  channel.reset(new MuxError('cancelled', reason))
  const cancel = clock.schedule(() => client.drop(), outcome === 'failed' ? farewellMs : 0)
  await client.cut(reason)
  cancel()
}

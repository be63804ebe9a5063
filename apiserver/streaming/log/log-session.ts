import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Channel, ChannelEnd } from '../../../proto/mux/channel.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import { limitPieces } from '../../../proto/mux/limit-pieces.ts'
import { decodeSessionResult, encodeControlMessage, fromRefusal } from '../../../proto/session-request.ts'
import { AbortWait } from '../abort-wait.ts'
import type { StreamClock } from '../clock.ts'
import { IdleTimer } from '../idle-timer.ts'
import type { SessionMetrics } from '../metrics.ts'
import { Traffic } from '../traffic.ts'

/** The stream of a channel that carries the log. */
const logStream = 1
/** A client whose connection broke without a word is noticed by TCP; there is no ping in an HTTP answer. */
const keepAliveMs = 30_000
/** How long what was read before a cut may take to reach the client. */
const farewellMs = 2000

export interface LogSessionOptions {
  readonly channel: Channel
  /** Nothing has been written to it. */
  readonly response: ServerResponse
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

/**
 * Answers 200 and carries a log to its client, no faster than that reads, until either side ends it. Only a log that is
 * complete ends its answer in order: any other answer is cut, which HTTP clients see as an error. Never rejects.
 */
export async function runLogSession(options: LogSessionOptions): Promise<LogSummary> {
  const { channel, response, clock } = options
  const traffic = new Traffic(clock)
  const idle = new IdleTimer({ clock, traffic, idleMs: options.idleMs })
  const closing = new AbortWait(options.signal)
  const source = channel.readable(logStream)
  beginAnswer(response)
  channel.control(encodeControlMessage({ start: {} }))
  pump(source, response, traffic)
  const ending = await firstEnding(options, { source, idle, closing })
  source.unpipe()
  await endAnswer(options, ending, { idle, closing })
  idle.stop()
  closing.stop()
  return { ...ending, receivedBytes: 0, sentBytes: traffic.sentBytes }
}

/** The head goes at once: a client that follows a log without a line is to know that it does. */
function beginAnswer(response: ServerResponse): void {
  response.socket?.setKeepAlive(true, keepAliveMs)
  response.on('error', () => {})
  response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' })
  response.flushHeaders()
}

function pump(source: Readable, response: ServerResponse, traffic: Traffic): void {
  source.on('data', (chunk: Buffer) => traffic.sent(chunk.length))
  source.pipe(limitPieces(response), { end: false })
}

interface Limits {
  readonly idle: IdleTimer
  readonly closing: AbortWait
}

function firstEnding(
  { channel, response, device }: LogSessionOptions,
  { source, idle, closing }: Limits & { readonly source: Readable },
): Promise<Ending> {
  const ofDevice = channel.ended.then(async (end) => {
    await finished(source, { writable: false }).catch(() => {})
    return endingOfDevice(end, device)
  })
  const ofIdle = idle.expired.then((): Ending => ({ outcome: 'idle', reason: 'the session was idle for too long' }))
  const ofAbort = closing.aborted.then((): Ending => {
    if (response.socket?.destroyed === false) return { outcome: 'closed', reason: 'the server is shutting down' }
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
  const { channel, response, clock } = options
  if (outcome === 'exited') channel.finish()
  else channel.reset(new MuxError('cancelled', reason))
  const over = new Promise<void>((resolve) => response.once('finish', resolve).once('close', resolve))
  if (response.destroyed || response.socket === null) return
  if (outcome === 'exited') {
    response.end()
    await Promise.race([over, limits.idle.expired, limits.closing.aborted])
    if (!response.writableFinished) response.destroy()
    return
  }
  const cancel = clock.schedule(() => response.destroy(), outcome === 'failed' ? farewellMs : 0)
  // In the middle of the answer, after what was written to it.
  response.socket.destroySoon()
  await over
  cancel()
}

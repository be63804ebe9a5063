import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import type { Channel, ChannelEnd } from '../../../proto/mux/channel.ts'
import type { StreamClock } from '../session/limits.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import { decodeSessionResult, encodeControlMessage } from '../../../proto/sessions/session-request.ts'
import { AbortWait } from '../session/abort-wait.ts'
import type { ExitStatus } from '../session/exit-status.ts'
import { toExitStatus, toFailureStatus } from '../session/exit-status.ts'
import { IdleTimer } from '../session/idle-timer.ts'
import type { StreamSet } from '../dialects/common/stream-set.ts'
import { Traffic } from '../session/traffic.ts'

/** Streams of a channel: agent.proto, message Data. */
const channelStream = { stdin: 0, stdout: 1, stderr: 2 } as const
/** How long a client may take to hear why its session is ended by us. */
const farewellMs = 2000

export interface SessionOptions {
  readonly channel: Channel
  readonly streams: StreamSet
  /** Names the device in messages. */
  readonly device: string
  /** Aborts when the server closes. */
  readonly signal: AbortSignal
  readonly idleMs: number
  readonly clock: StreamClock
}

/** How a session went. */
export interface SessionSummary {
  /** For people: `exit code 7`, `lost connection to device a/b`, `the client closed the connection`. */
  readonly reason: string
  readonly outcome: 'exited' | 'failed' | 'client-gone' | 'idle' | 'closed'
  readonly exitCode: number | undefined
  readonly receivedBytes: number
  readonly sentBytes: number
}

type Outcome = Pick<SessionSummary, 'reason' | 'outcome' | 'exitCode'>

interface Ending extends Outcome {
  /** What the client is told; undefined when there is none. */
  readonly status: ExitStatus | undefined
}

/**
 * Joins a client's streams with a device's channel until either is over, and ends the other. The work on the
 * device begins here. Never rejects.
 */
export async function runSession(options: SessionOptions): Promise<SessionSummary> {
  const { channel, streams, clock } = options
  const traffic = new Traffic(clock)
  const idle = new IdleTimer({ clock, traffic, idleMs: options.idleMs })
  channel.control(encodeControlMessage({ start: {} }))
  streams.onResize((size) => {
    traffic.received(0)
    channel.control(encodeControlMessage({ resize: size }))
  })
  pumpInput(streams, channel.writable(channelStream.stdin), traffic)
  const outputs = Promise.all([
    pumpOutput(channel.readable(channelStream.stdout), streams.stdout, traffic),
    pumpOutput(channel.readable(channelStream.stderr), streams.stderr, traffic),
  ])
  const closing = new AbortWait(options.signal)
  const ending = await firstEnding(options, { outputs, idle, closing })
  streams.stdin?.unpipe()
  endChannel(channel, ending)
  await endStreams(options, ending, { idle, closing })
  idle.stop()
  closing.stop()
  const { reason, outcome, exitCode } = ending
  return { reason, outcome, exitCode, receivedBytes: traffic.receivedBytes, sentBytes: traffic.sentBytes }
}

/** Input that the process does not take any more is thrown away, as it would be by a closed pipe. */
function pumpInput({ stdin: source, closed }: StreamSet, sink: Writable, traffic: Traffic): void {
  sink.on('error', () => source?.resume())
  if (!source) return void sink.end()
  source.on('data', (chunk: Buffer) => traffic.received(chunk.length))
  source.on('error', () => {})
  source.once('close', () => void endUnlessGone(sink, closed))
  source.pipe(sink)
}

/** A client that has reset its input alone has no more of it, as to the kubelet; that of one that is gone has no end. */
async function endUnlessGone(sink: Writable, closed: StreamSet['closed']): Promise<void> {
  // By then it is known which of the two it was.
  await setImmediate()
  if ((await Promise.race([closed, Promise.resolve()])) === undefined) sink.end()
}

/** Resolves when all output is handed to the client's stream, or can never be. */
async function pumpOutput(source: Readable, sink: Writable | undefined, traffic: Traffic): Promise<void> {
  if (sink) {
    sink.on('error', () => {})
    // A client's stream that is broken, or that it did not want to hear of, takes no more; the process goes on.
    sink.on('unpipe', () => source.resume())
    source.on('data', (chunk: Buffer) => traffic.sent(chunk.length))
    source.pipe(sink, { end: false })
  } else {
    source.resume()
  }
  await finished(source, { writable: false }).catch(() => {})
}

function firstEnding(
  { channel, streams, device }: SessionOptions,
  { outputs, idle, closing }: { outputs: Promise<unknown>; idle: IdleTimer; closing: AbortWait },
): Promise<Ending> {
  const ofDevice = channel.ended.then(async (end) => {
    await outputs
    return endingOfDevice(end, device)
  })
  const ofClient = streams.closed.then(({ message }): Ending => clientGone(message))
  const ofIdle = idle.expired.then((): Ending => cutOff('idle', 'timeout', 'the session was idle for too long'))
  const ofServer = closing.aborted.then(async (): Promise<Ending> => {
    // The signal may tell of the client's end as well, which then is the better reason.
    await setImmediate()
    return cutOff('closed', 'unavailable', 'the server is shutting down')
  })
  return Promise.race([ofDevice, ofClient, ofIdle, ofServer])
}

function endingOfDevice(end: ChannelEnd, device: string): Ending {
  if (end.kind === 'failed') return failed(toDeviceLoss(end.error, device))
  try {
    return exited(toExitStatus(decodeSessionResult(end.result)))
  } catch (error) {
    return failed(new MuxError('internal', `device ${device} gave a result that cannot be read`, { cause: error }))
  }
}

/** A reason that the agent gave is the client's to know; a lost connection is told in the client's words. */
function toDeviceLoss(error: MuxError, device: string): MuxError {
  if (error.code !== 'unavailable' && error.code !== 'timeout') return error
  return new MuxError(error.code, `lost connection to device ${device}: ${error.message}`, { cause: error })
}

function exited(status: ExitStatus): Ending {
  if (status.status === 'Success') return { outcome: 'exited', exitCode: 0, reason: 'exit code 0', status }
  const code = status.reason === 'NonZeroExitCode' ? status.details?.causes?.[0]?.message : undefined
  const reason = status.message ?? ''
  if (code === undefined) return { outcome: 'failed', exitCode: undefined, reason, status }
  return { outcome: 'exited', exitCode: Number(code), reason, status }
}

function failed(error: MuxError): Ending {
  return { outcome: 'failed', exitCode: undefined, reason: error.message, status: toFailureStatus(error) }
}

function clientGone(message: string): Ending {
  return { outcome: 'client-gone', exitCode: undefined, reason: message, status: undefined }
}

function cutOff(outcome: 'idle' | 'closed', code: 'timeout' | 'unavailable', message: string): Ending {
  return { outcome, exitCode: undefined, reason: message, status: toFailureStatus(new MuxError(code, message)) }
}

/** Everything but an orderly end takes the processes on the device away. */
function endChannel(channel: Channel, { outcome, reason }: Outcome): void {
  if (outcome === 'exited') channel.finish()
  else channel.reset(new MuxError('cancelled', reason))
}

/** A client that is told why it is cut off gets little time to hear it; one whose process ended, all that it needs. */
async function endStreams(
  { streams, clock }: SessionOptions,
  ending: Ending,
  { idle, closing }: { idle: IdleTimer; closing: AbortWait },
): Promise<void> {
  if (!ending.status) return streams.abort(ending.reason)
  const drop = (): void => streams.abort(ending.reason)
  const cutsOff = ending.outcome === 'idle' || ending.outcome === 'closed'
  const cancel = cutsOff ? clock.schedule(drop, farewellMs) : (): void => {}
  if (!cutsOff) void Promise.race([idle.expired, closing.aborted]).then(drop)
  await streams.finish(ending.status)
  cancel()
}

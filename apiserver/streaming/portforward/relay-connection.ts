import type { Duplex } from 'node:stream'
import type { Channel } from '../../../proto/mux/channel.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import { decodeSessionResult, fromRefusal } from '../../../proto/sessions/session-request.ts'
import { AbortWait } from '../session/abort-wait.ts'
import type { Traffic } from '../session/traffic.ts'
import type { ForwardedConnection } from './forward-client.ts'

/** Both directions of a connection: agent.proto, message Data. */
const stream = 0

export interface RelayOptions {
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

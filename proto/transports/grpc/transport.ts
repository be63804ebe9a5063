import type { ClientDuplexStream, ServerDuplexStream } from '@grpc/grpc-js'
import type { FrameListener, FrameTransport } from '../../mux/transport.ts'
import { http2SessionOf } from './channel-options.ts'

/** Either end of a Connect call. */
export type ConnectCall = ClientDuplexStream<Uint8Array, Uint8Array> | ServerDuplexStream<Uint8Array, Uint8Array>

/** What a call may hold unsent before the mux is asked to wait. */
const maxWaitingBytes = 256 * 1024
/** Frames that may arrive before anybody listens; the peer waits for an answer to its first. */
const maxEarlyFrames = 16
/** How long there may be no answer to a frame before the connection is looked at. */
const silenceMs = 1000
/** How long an ended call may take to flush before it is torn down: a dead peer takes nothing any more. */
const closeTimeoutMs = 1000

/**
 * Makes a Connect call carry the mux's frames. The call is the transport's from here: nobody else may write, read or
 * end it. On the server the connection below goes with the call, for an agent that does not answer would keep it open.
 * `probe` is called when a frame had no answer for a second, and then ever more seldom: it looks whether the connection
 * is still there.
 */
export function toFrameTransport(call: ConnectCall, probe?: () => void): FrameTransport {
  return new GrpcTransport(call, probe)
}

/** INVALID_ARGUMENT of the gRPC status codes. */
const invalidArgument = 3

function toCallError(fault: string): Error {
  return Object.assign(new Error(fault), { code: invalidArgument, details: fault })
}

class GrpcTransport implements FrameTransport {
  readonly #call: ConnectCall
  readonly #early: Uint8Array[] = []
  #listener: FrameListener | undefined
  #waitingBytes = 0
  #isBlocked = false
  #isClosing = false
  /** How it ended; kept for a listener that comes later. */
  #end: { readonly error: Error | undefined } | undefined
  #timer: NodeJS.Timeout | undefined
  readonly #probe: (() => void) | undefined
  /** Nothing was received since a frame was sent. */
  #isUnanswered = false
  #silence: NodeJS.Timeout | undefined
  #receivedFrames = 0

  constructor(call: ConnectCall, probe?: () => void) {
    this.#call = call
    this.#probe = probe
    call.on('data', (frame: Uint8Array) => this.#onFrame(frame))
    call.on('error', (error: Error) => this.#onEnd(error))
    call.on('end', () => this.#onEnd(undefined))
    call.on('close', () => this.#onEnd(undefined))
    call.on('cancelled', () => this.#onEnd(new Error('the call was cancelled')))
  }

  send(frame: Uint8Array, onReleased?: () => void): boolean {
    if (this.#end !== undefined || this.#isClosing) return true
    this.#waitingBytes += frame.length
    const bytes = frame.length
    this.#isUnanswered = true
    this.#silence ??= this.#awaitAnswer(silenceMs)
    this.#call.write(frame, () => {
      // grpc-js has copied the frame into its message by now.
      onReleased?.()
      this.#onWritten(bytes)
    })
    this.#isBlocked = this.#waitingBytes >= maxWaitingBytes
    return !this.#isBlocked
  }

  listen(listener: FrameListener): void {
    this.#listener = listener
    for (const frame of this.#early.splice(0)) this.#listener.frame(frame)
    if (this.#end !== undefined) this.#listener.closed(this.#end.error)
  }

  close(fault?: string): void {
    if (this.#isClosing) return
    this.#isClosing = true
    if (this.#end !== undefined) return
    // On a server's call grpc-js makes this the call's status, after what was written. An agent's call has none to give.
    if (fault !== undefined && 'sendMetadata' in this.#call) this.#call.emit('error', toCallError(fault))
    else this.#call.end()
    this.#timer = setTimeout(() => this.#tearDown(), closeTimeoutMs)
    this.#timer.unref()
  }

  #onFrame(frame: Uint8Array): void {
    if (this.#end !== undefined) return
    this.#isUnanswered = false
    this.#receivedFrames++
    if (this.#listener !== undefined) this.#listener.frame(frame)
    else if (this.#early.length < maxEarlyFrames) this.#early.push(frame)
    else this.#tearDown()
  }

  #onWritten(bytes: number): void {
    this.#waitingBytes -= bytes
    if (!this.#isBlocked || this.#waitingBytes > maxWaitingBytes / 2 || this.#end !== undefined) return
    this.#isBlocked = false
    this.#listener?.drain()
  }

  #onEnd(error: Error | undefined): void {
    if (this.#end !== undefined) return
    // What follows our own end is no failure: a server's call is "cancelled" by its own status.
    this.#end = { error: this.#isClosing ? undefined : error }
    clearTimeout(this.#timer)
    clearTimeout(this.#silence)
    // The other half, when the peer ended its own; harmless otherwise.
    this.#call.end()
    this.#listener?.closed(this.#end.error)
  }

  /** Looks after a while whether there was an answer, and if not, at the connection; then again, ever more seldom. */
  #awaitAnswer(delayMs: number): NodeJS.Timeout {
    const receivedFrames = this.#receivedFrames
    const timer = setTimeout(() => {
      const isHeard = this.#receivedFrames !== receivedFrames
      if (!isHeard) this.#probe?.()
      this.#silence = this.#isUnanswered ? this.#awaitAnswer(isHeard ? silenceMs : delayMs * 2) : undefined
    }, delayMs)
    return timer.unref()
  }

  #tearDown(): void {
    this.#onEnd(new Error('the call did not end in time'))
    if ('cancel' in this.#call) this.#call.cancel()
    else http2SessionOf(this.#call)?.destroy()
  }
}

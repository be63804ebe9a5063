import type { aranya } from '../gen/agent.js'
import type { IncomingChannel } from './channel.ts'
import { systemClock } from './clock.ts'
import type { MuxClock } from './clock.ts'
import { decodeFrame, encodeFrame, ProtocolError } from './frame-codec.ts'
import type { Frame, FrameBody } from './frame-codec.ts'
import { faultOf, fromWireGoodbye, toWireGoodbye } from './goodbye.ts'
import type { Goodbye } from './goodbye.ts'
import { fromWireSettings, toWireSettings } from './limits.ts'
import type { MuxLimits, MuxSettings } from './limits.ts'
import { MuxSession } from './session.ts'
import type { FrameTransport } from './transport.ts'

/** The version of the frames' rules, which both sides must share. */
const protocolVersion = 1

const defaultTimeoutMs = 10_000
/** Epochs and instance ids are random strings of 32 characters or so. */
const maxIdCharacters = 128

/** The server refused the connection, or it ended before the server answered. */
export class HandshakeError extends Error {
  override readonly name = 'HandshakeError'
  /** What the server said, if it said something. */
  readonly goodbye: Goodbye | undefined

  constructor(message: string, options: ErrorOptions & { readonly goodbye?: Goodbye } = {}) {
    super(message, options)
    this.goodbye = options.goodbye
  }
}

interface HandshakeOptions {
  /** Owned by the handshake, then by the session; closed when the handshake fails. */
  readonly transport: FrameTransport
  readonly onOpen?: (incoming: IncomingChannel) => void
  readonly limits?: Partial<MuxLimits>
  readonly clock?: MuxClock
  readonly signal?: AbortSignal
  /** How long the peer's first frame may take; 10 s when absent. */
  readonly timeoutMs?: number
}

/** What the agent says first; the handshake fills in the protocol's version. */
export type HelloProperties = Omit<aranya.agent.v1.Hello.$Properties, 'protocol'>

interface ConnectSessionOptions extends HandshakeOptions {
  readonly hello: HelloProperties
}

export interface ConnectedSession {
  readonly session: MuxSession
  readonly welcome: aranya.agent.v1.Welcome.$Properties
}

/** The agent's half. Rejects with HandshakeError, or with the signal's reason. */
export async function connectSession(options: ConnectSessionOptions): Promise<ConnectedSession> {
  const { transport, hello, signal, clock = systemClock, timeoutMs = defaultTimeoutMs } = options
  const take = (frame: Frame): ConnectedSession => takeWelcome(frame, options)
  const welcomed = awaitFirstFrame({ transport, clock, timeoutMs, signal, take })
  if (signal?.aborted !== true) sendUnnumbered(transport, { hello: { ...hello, protocol: protocolVersion } })
  try {
    return await welcomed
  } catch (cause) {
    transport.close()
    if (cause instanceof HandshakeError || signal?.aborted === true) throw cause
    throw new HandshakeError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function takeWelcome(frame: Frame, options: ConnectSessionOptions): ConnectedSession {
  if (frame.body === 'goodbye') {
    const goodbye = fromWireGoodbye(frame.goodbye)
    throw new HandshakeError(`${goodbye.code}: ${goodbye.message}`, { goodbye })
  }
  if (frame.body !== 'welcome') throw new HandshakeError(`a ${frame.body} frame instead of a welcome`)
  const settings = fromWireSettings(frame.welcome.settings)
  return { session: createSession('agent', settings, options), welcome: frame.welcome }
}

export interface AcceptSessionOptions extends HandshakeOptions {
  /** This process' epoch: random, made when it starts. */
  readonly epoch: string
  /** Decides on the agent: the settings of its session, or why not. A rejection refuses with `shutting-down`. */
  readonly admit: (hello: aranya.agent.v1.Hello.$Properties) => Promise<MuxSettings | Goodbye>
}

export interface AcceptedSession {
  readonly session: MuxSession
  readonly hello: aranya.agent.v1.Hello.$Properties
}

/**
 * The server's half. Never rejects; undefined when the agent was refused, said nonsense, said nothing in time,
 * or left (which may be after `admit` said yes).
 */
export async function acceptSession(options: AcceptSessionOptions): Promise<AcceptedSession | undefined> {
  const { transport, signal, clock = systemClock, timeoutMs = defaultTimeoutMs } = options
  try {
    const hello = await awaitFirstFrame({ transport, clock, timeoutMs, signal, take: takeHello })
    const verdict = await untilGone(options, options.admit(hello))
    if ('code' in verdict) return refuse(transport, verdict)
    const settings = { ...verdict }
    sendUnnumbered(transport, { welcome: { epoch: options.epoch, settings: toWireSettings(settings) } })
    return { session: createSession('server', settings, options), hello }
  } catch (error) {
    return refuse(transport, toGoodbye(error))
  }
}

function takeHello(frame: Frame): aranya.agent.v1.Hello.$Properties {
  if (frame.body !== 'hello') throw new ProtocolError(`a ${frame.body} frame instead of a hello`)
  const { protocol, epoch, instance } = frame.hello
  if (protocol !== protocolVersion)
    throw new ProtocolError(`protocol ${protocol ?? 0} is not spoken here, but ${protocolVersion}`)
  if ((epoch ?? '').length > maxIdCharacters || (instance ?? '').length > maxIdCharacters)
    throw new ProtocolError('an id too long')
  return frame.hello
}

/** Waits for `verdict`, as long as the agent waits, too, and says nothing before it is welcome. */
function untilGone<T>({ transport, signal }: AcceptSessionOptions, verdict: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason as Error)
    signal?.addEventListener('abort', onAbort, { once: true })
    transport.listen({
      frame: () => reject(new ProtocolError('a frame before the welcome')),
      drain() {},
      closed: (error) => reject(error ?? new Error('the agent left')),
    })
    verdict.then(resolve, reject).finally(() => signal?.removeEventListener('abort', onAbort))
  })
}

function refuse(transport: FrameTransport, goodbye: Goodbye): undefined {
  sendUnnumbered(transport, { goodbye: toWireGoodbye(goodbye) })
  transport.close(faultOf(goodbye))
}

/** The agent hears what it did wrong, but not what went wrong here. */
function toGoodbye(error: unknown): Goodbye {
  if (error instanceof ProtocolError) return { code: 'protocol-error', message: error.message }
  return { code: 'shutting-down', message: 'the connection could not be accepted' }
}

function createSession(side: 'agent' | 'server', settings: MuxSettings, options: HandshakeOptions): MuxSession {
  const { transport, limits, clock, onOpen } = options
  return new MuxSession({
    side,
    transport,
    settings,
    ...(limits && { limits }),
    ...(clock && { clock }),
    ...(onOpen && { onOpen }),
  })
}

function sendUnnumbered(transport: FrameTransport, body: FrameBody): void {
  transport.send(encodeFrame({ sequence: 0, acknowledged: 0 }, body))
}

interface FirstFrameOptions<T> {
  readonly transport: FrameTransport
  readonly clock: MuxClock
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  /**
   * Makes the result of the peer's first frame while the transport still waits, so that whoever listens next
   * misses nothing. What it throws rejects.
   */
  readonly take: (frame: Frame) => T
}

/**
 * Waits for the peer's first frame. Rejects when the transport ends, the time is up or `signal` aborts;
 * closing the transport is left to the caller.
 */
function awaitFirstFrame<T>({ transport, clock, timeoutMs, signal, take }: FirstFrameOptions<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let isSettled = false
    const settle = (act: () => void): void => {
      if (isSettled) return
      isSettled = true
      cancel()
      signal?.removeEventListener('abort', onAbort)
      act()
    }
    const fail = (error: unknown): void => settle(() => reject(error))
    const onAbort = (): void => fail(signal?.reason)
    const cancel = clock.schedule(() => fail(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    if (signal?.aborted === true) return onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    transport.listen({
      frame: (bytes) => settle(() => attempt(() => resolve(take(decodeFrame(bytes))), reject)),
      drain() {},
      closed: (error) => fail(error ?? new Error('the connection was ended')),
    })
  })
}

function attempt(act: () => void, onError: (error: unknown) => void): void {
  try {
    act()
  } catch (error) {
    onError(error)
  }
}

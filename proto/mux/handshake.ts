import type { aranya } from '../gen/agent.js'
import type { IncomingChannel } from './channel.ts'
import type { MuxClock } from './clock.ts'
import type { Goodbye } from './goodbye.ts'
import type { MuxLimits } from './limits.ts'
import type { MuxSession, MuxSettings } from './session.ts'
import type { FrameTransport } from './transport.ts'

/** The version of the frames' rules, which both sides must share. */
export const protocolVersion = 1

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

export interface ConnectSessionOptions extends HandshakeOptions {
  readonly hello: HelloProperties
}

/** The agent's half. Rejects with HandshakeError, or with the signal's reason. */
export function connectSession(
  options: ConnectSessionOptions,
): Promise<{ readonly session: MuxSession; readonly welcome: aranya.agent.v1.Welcome.$Properties }> {
  void options
  throw new Error('under construction')
}

export interface AcceptSessionOptions extends HandshakeOptions {
  /** This process' epoch: random, made when it starts. */
  readonly epoch: string
  /** Decides on the agent: the settings of its session, or why not. A rejection refuses with `shutting-down`. */
  readonly admit: (hello: aranya.agent.v1.Hello.$Properties) => Promise<MuxSettings | Goodbye>
}

/** The server's half. Never rejects; undefined when the agent was refused, said nonsense, said nothing in time, or left. */
export function acceptSession(
  options: AcceptSessionOptions,
): Promise<{ readonly session: MuxSession; readonly hello: aranya.agent.v1.Hello.$Properties } | undefined> {
  void options
  throw new Error('under construction')
}

import type { Readable, Writable } from 'node:stream'
import type { ExitStatus } from '../../session/exit-status.ts'

/** What a client asked to have connected; of a PodExecOptions or PodAttachOptions. */
export interface StreamOptions {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  readonly tty: boolean
}

/** A terminal's size in characters. */
export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

/** Why a client's connection is over. */
export interface StreamSetEnd {
  /** `finished`: everything was sent, then the connection closed. `lost`: the client is gone, or broke the protocol. */
  readonly kind: 'finished' | 'lost'
  readonly message: string
}

/**
 * The client's end of a session, whatever dialect it speaks. Made when the client has been answered
 * 101 and all its streams are there. Its owner ends it by `finish` or `abort`; both are idempotent.
 */
export interface StreamSet {
  /** For logs: `websocket/v5.channel.k8s.io`, `spdy/v4.channel.k8s.io`. */
  readonly dialect: string
  /** Ends at the client's half-close, is destroyed when the client is gone. Not reading it stops the client. */
  readonly stdin: Readable | undefined
  /** Takes what the client keeps up with, and little more; `end()` tells the client where the dialect can. */
  readonly stdout: Writable | undefined
  readonly stderr: Writable | undefined
  /** One listener; the last size that came before the call is delivered at once. */
  onResize(listener: (size: TerminalSize) => void): void
  /** Flushes and ends the outputs, sends the status last, closes. Resolves when the connection is gone; never rejects. */
  finish(status: ExitStatus): Promise<void>
  /** Drops the connection. */
  abort(message: string): void
  /** Never rejects; settles as soon as the client can receive nothing more. */
  readonly closed: Promise<StreamSetEnd>
}

/** A dialect agreed on and not yet answered: until `accept` a refusal can still be an ordinary HTTP answer. */
export interface StreamOffer {
  readonly dialect: string
  /** Answers 101. `head` is what of the stream was read with the request. Rejects when the client does not follow up. */
  accept(head: Buffer): Promise<StreamSet>
}

/**
 * Versions of the remote command protocol: k8s.io/apimachinery/pkg/util/remotecommand/constants.go. The first has
 * no resize; up to the third the error stream is plain text, and only for failures; the fifth can half-close
 * stdin over WebSocket.
 */
export type StreamProtocolVersion = 1 | 2 | 3 | 4 | 5

const versions: ReadonlyMap<string, StreamProtocolVersion> = new Map([
  ['v5.channel.k8s.io', 5],
  ['v4.channel.k8s.io', 4],
  ['v3.channel.k8s.io', 3],
  ['v2.channel.k8s.io', 2],
  ['channel.k8s.io', 1],
])

/** The names, newest first, as a refusal lists them. */
export const streamProtocolNames: readonly string[] = [...versions.keys()]

export function streamProtocolVersion(name: string): StreamProtocolVersion | undefined {
  return versions.get(name)
}

/** What goes on the error stream; undefined for nothing. */
export function encodeExitStatus(status: ExitStatus, version: StreamProtocolVersion): Buffer | undefined {
  if (version >= 4) return Buffer.from(JSON.stringify(status))
  return status.status === 'Failure' ? Buffer.from(status.message ?? 'the session failed') : undefined
}

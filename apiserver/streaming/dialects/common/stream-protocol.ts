import type { ExitStatus } from '../../session/exit-status.ts'

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

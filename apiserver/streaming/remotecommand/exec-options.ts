import { ApiError } from '../../api/meta/errors.ts'
import { parseFlag } from '../session/query-flag.ts'
import type { StreamOptions } from '../dialects/common/stream-set.ts'

/** What a client asks of exec: core/v1 PodExecOptions, as query parameters. */
export interface ExecOptions extends StreamOptions {
  readonly container: string | undefined
  /** At least one word, passed on as they are. */
  readonly command: readonly string[]
}

/** Throws ApiError 400. */
export function parseExecOptions(query: URLSearchParams): ExecOptions {
  const command = query.getAll('command')
  if (command.length === 0 || command[0] === '') {
    throw new ApiError('BadRequest', 'you must specify at least one command for the container')
  }
  return { ...parseStreamOptions(query), container: query.get('container') || undefined, command }
}

/** The part that exec shares with attach. Throws ApiError 400. */
export function parseStreamOptions(query: URLSearchParams): StreamOptions {
  const tty = parseFlag(query, 'tty')
  const stdin = parseFlag(query, 'stdin')
  const stdout = parseFlag(query, 'stdout')
  // A terminal has one output. Clients that ask for stderr as well (@kubernetes/client-node does) get that one, as
  // from the kubelet: k8s.io/cri-streaming, remotecommand/httpstream.go NewOptions.
  const stderr = parseFlag(query, 'stderr') && !tty
  if (!stdin && !stdout && !stderr) {
    throw new ApiError('BadRequest', 'you must specify at least 1 of stdin, stdout, stderr')
  }
  return { stdin, stdout, stderr, tty }
}

import { ApiError } from '../../api/meta/errors.ts'
import type { ResourceInfo } from '../../api/meta/resource-info.ts'
import type { StreamOptions } from '../dialects/common/stream-set.ts'
import type { Connector } from '../session/connector.ts'
import type { TargetResolver } from '../session/device-dialer.ts'
import { parseFlag } from '../session/query-flag.ts'
import type { StreamContext } from '../session/stream-context.ts'
import { createRemoteCommandConnector } from './remote-command.ts'
import type { RemoteCommand } from './remote-command.ts'

/** The `exec` subresource of a resource whose names `resolver` understands. */
export function createExecConnector(
  options: { readonly info: ResourceInfo; readonly resolver: TargetResolver },
  context: StreamContext,
): Connector {
  return createRemoteCommandConnector(
    { ...options, subresource: 'exec', kind: 'PodExecOptions', parse: parseExec },
    context,
  )
}

function parseExec(query: URLSearchParams): RemoteCommand {
  const { container, command, ...streams } = parseExecOptions(query)
  return { container, streams, target: { exec: { command: [...command], ...streams } } }
}

/**
 * The `attach` subresource: the main command of a container, started anew for each client. The query is
 * core/v1 PodAttachOptions.
 */
export function createAttachConnector(
  options: { readonly info: ResourceInfo; readonly resolver: TargetResolver },
  context: StreamContext,
): Connector {
  return createRemoteCommandConnector(
    { ...options, subresource: 'attach', kind: 'PodAttachOptions', parse: parseAttach },
    context,
  )
}

function parseAttach(query: URLSearchParams): RemoteCommand {
  const streams = parseStreamOptions(query)
  return { container: query.get('container') || undefined, streams, target: { attach: { ...streams } } }
}

/** What somebody means who only says: a shell. */
const interactive: StreamOptions = { stdin: true, stdout: true, stderr: false, tty: true }

/**
 * The `hostshell` subresource: a login shell of the agent's user. The query is that of attach, of which any client for
 * streams can make one; without any of it, the shell is on a terminal.
 */
export function createHostShellConnector(
  options: { readonly info: ResourceInfo; readonly resolver: TargetResolver },
  context: StreamContext,
): Connector {
  return createRemoteCommandConnector(
    { ...options, subresource: 'hostshell', kind: 'PodAttachOptions', parse: parseHostShell },
    context,
  )
}

function parseHostShell(query: URLSearchParams): RemoteCommand {
  if (query.has('command')) throw new ApiError('BadRequest', 'hostshell takes no command: exec does')
  const isSaid = Object.keys(interactive).some((name) => query.has(name))
  const streams = isSaid ? parseStreamOptions(query) : interactive
  return { container: query.get('container') || undefined, streams, target: { hostShell: { tty: streams.tty } } }
}

/** What a client asks of exec: core/v1 PodExecOptions, as query parameters. */
interface ExecOptions extends StreamOptions {
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
function parseStreamOptions(query: URLSearchParams): StreamOptions {
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

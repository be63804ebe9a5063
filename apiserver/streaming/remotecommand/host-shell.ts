import { ApiError } from '../../api/meta/errors.ts'
import type { ResourceInfo } from '../../api/meta/resource-info.ts'
import type { Connector } from '../session/connector.ts'
import type { StreamContext } from '../session/stream-context.ts'
import type { StreamOptions } from '../dialects/common/stream-set.ts'
import { parseStreamOptions } from './exec-options.ts'
import type { RemoteCommand } from './remote-command.ts'
import { createRemoteCommandConnector } from './remote-command.ts'
import type { TargetResolver } from '../session/device-dialer.ts'

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

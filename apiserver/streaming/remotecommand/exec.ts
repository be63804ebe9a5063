import type { ResourceInfo } from '../../api/meta/resource-info.ts'
import type { Connector } from '../session/connector.ts'
import type { StreamContext } from '../session/stream-context.ts'
import { parseExecOptions } from './exec-options.ts'
import type { RemoteCommand } from './remote-command.ts'
import { createRemoteCommandConnector } from './remote-command.ts'
import type { TargetResolver } from '../session/device-dialer.ts'

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

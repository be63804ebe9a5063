import type { ResourceInfo } from '../../api/meta/resource-info.ts'
import type { Connector } from '../session/connector.ts'
import type { StreamContext } from '../session/stream-context.ts'
import { parseStreamOptions } from './exec-options.ts'
import type { RemoteCommand } from './remote-command.ts'
import { createRemoteCommandConnector } from './remote-command.ts'
import type { TargetResolver } from '../session/device-dialer.ts'

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

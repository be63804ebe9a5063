import { MuxError } from '../../proto/mux/errors.ts'
import { prepareMainCommand } from '../profile/main-command.ts'
import type { ProcessHandlerOptions } from './exec.ts'
import type { Handler, PreparedSession, SessionRequest } from './handler.ts'
import { prepareProcessSession } from './process-session.ts'

/** A login shell of the agent's own user. */
export function createHostShellHandler(options: ProcessHandlerOptions): Handler {
  return { feature: 'hostshell', prepare: (request) => prepareHostShell(request, options) }
}

async function prepareHostShell(
  request: SessionRequest,
  { host, env }: ProcessHandlerOptions,
): Promise<PreparedSession> {
  const { hostShell, profile } = request
  if (!hostShell) throw new MuxError('invalid', 'the request does not say which shell')
  // A profile hands out less than this; whoever sends both is confused, or a fraud.
  if (profile) throw new MuxError('invalid', 'a host shell knows no profile')
  const tty = hostShell.tty ?? false
  return prepareProcessSession({
    host,
    tty,
    streams: { stdin: true, stdout: true, stderr: !tty },
    prepare: (marker) => prepareMainCommand({ profile: undefined, tty, marker, ownEnv: env }),
  })
}

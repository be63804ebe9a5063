import { MuxError } from '../../proto/mux/errors.ts'
import { prepareMainCommand } from '../profile/main-command.ts'
import type { ProcessHandlerOptions } from './exec.ts'
import type { Handler, PreparedSession, SessionRequest } from './handler.ts'
import { prepareProcessSession } from './process-session.ts'

/** Starts a container's main command anew for each client: there is no one process to which all could attach. */
export function createAttachHandler(options: ProcessHandlerOptions): Handler {
  return { feature: 'attach', prepare: (request) => prepareAttach(request, options) }
}

async function prepareAttach(request: SessionRequest, { host, env }: ProcessHandlerOptions): Promise<PreparedSession> {
  const { attach, profile } = request
  if (!attach) throw new MuxError('invalid', 'the request does not say what to attach')
  const tty = attach.tty ?? false
  return prepareProcessSession({
    host,
    tty,
    streams: { stdin: attach.stdin ?? false, stdout: attach.stdout ?? false, stderr: attach.stderr ?? false },
    prepare: (marker) => prepareMainCommand({ profile, tty, marker, ownEnv: env }),
  })
}

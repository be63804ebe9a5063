import { MuxError } from '../../proto/mux/errors.ts'
import type { ProcessHost } from '../host/process-host.ts'
import { prepareCommand } from '../profile/prepare-command.ts'
import type { Handler, PreparedSession, SessionRequest } from './handler.ts'
import { prepareProcessSession } from './process-session.ts'

/** What every handler that starts processes needs. */
export interface ProcessHandlerOptions {
  readonly host: ProcessHost
  /** The agent's own environment. */
  readonly env: NodeJS.ProcessEnv
}

/** Runs a command, with pipes or on a terminal. */
export function createExecHandler(options: ProcessHandlerOptions): Handler {
  return { feature: 'exec', prepare: (request) => prepareExec(request, options) }
}

async function prepareExec(request: SessionRequest, { host, env }: ProcessHandlerOptions): Promise<PreparedSession> {
  const { exec, profile } = request
  if (!exec) throw new MuxError('invalid', 'the request has no command')
  const tty = exec.tty ?? false
  return prepareProcessSession({
    host,
    tty,
    streams: { stdin: exec.stdin ?? false, stdout: exec.stdout ?? false, stderr: exec.stderr ?? false },
    prepare: (marker) => prepareCommand({ argv: exec.command ?? [], profile, tty, marker, ownEnv: env }),
  })
}

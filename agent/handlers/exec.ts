import { MuxError } from '../../proto/mux/errors.ts'
import type { ProcessHost } from '../host/process-host.ts'
import { prepareMainCommand } from '../profile/main-command.ts'
import { prepareCommand } from '../profile/prepare-command.ts'
import type { Handler, PreparedSession, SessionRequest } from './handler.ts'
import { prepareProcessSession } from './process-session.ts'

/** What every handler that starts processes needs. */
interface ProcessHandlerOptions {
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

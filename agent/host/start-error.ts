import { MuxError } from '../../proto/mux/errors.ts'
import type { MuxCode } from '../../proto/mux/errors.ts'

/** What execve(2) and its neighbours answer, as its user should hear it. */
const reasons: Readonly<Record<string, readonly [MuxCode, string]>> = {
  ENOENT: ['not-found', 'no such file or directory (or the interpreter that it names is missing)'],
  EACCES: ['invalid', 'permission denied'],
  ENOTDIR: ['not-found', 'a part of the path is not a directory'],
  ENOEXEC: ['invalid', 'exec format error'],
  ELOOP: ['invalid', 'too many symbolic links'],
  E2BIG: ['invalid', 'argument list too long'],
  EPERM: ['invalid', 'operation not permitted'],
  EAGAIN: ['unavailable', 'the device is out of processes'],
  ENOMEM: ['unavailable', 'the device is out of memory'],
  EMFILE: ['unavailable', 'the agent is out of file descriptors'],
  ENFILE: ['unavailable', 'the device is out of file descriptors'],
}

/** Says why a command could not be started. */
export function toStartError(command: { readonly argv: readonly string[] }, cause: unknown): MuxError {
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  const [muxCode, reason] = reasons[code] ?? ['internal', (cause as Error).message]
  return new MuxError(muxCode, `exec: ${JSON.stringify(command.argv[0] ?? '')}: ${reason}`, { cause })
}

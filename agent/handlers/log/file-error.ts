import type { BigIntStats } from 'node:fs'
import { MuxError } from '../../../proto/mux/errors.ts'
import type { MuxCode } from '../../../proto/mux/errors.ts'
import { ownUser } from '../../host/users.ts'

const reasons: Readonly<Record<string, readonly [MuxCode, string]>> = {
  ENOENT: ['not-found', 'no such file'],
  ENOTDIR: ['not-found', 'a part of the path is not a directory'],
  ELOOP: ['invalid', 'too many symbolic links'],
  ENAMETOOLONG: ['invalid', 'the path is too long'],
  EMFILE: ['unavailable', 'the agent is out of file descriptors'],
  ENFILE: ['unavailable', 'the device is out of file descriptors'],
}

/** Says why a log cannot be read. */
export function toFileError(path: string, cause: unknown): MuxError {
  if (cause instanceof MuxError) return cause
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  if (code === 'EACCES' || code === 'EPERM') {
    const why = `the agent's user ${ownUser().name} may not read it`
    return new MuxError('forbidden', `log ${JSON.stringify(path)}: ${why}`, { cause })
  }
  const [muxCode, reason] = reasons[code] ?? ['internal', (cause as Error).message]
  return new MuxError(muxCode, `log ${JSON.stringify(path)}: ${reason}`, { cause })
}

/** Throws MuxError `invalid` for what is no file: to read some of these waits, or changes something. */
export function checkRegular(path: string, stats: BigIntStats): void {
  if (stats.isFile()) return
  throw new MuxError('invalid', `log ${JSON.stringify(path)}: it is ${kindOf(stats)}, not a regular file`)
}

function kindOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'a directory'
  if (stats.isFIFO()) return 'a FIFO'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}

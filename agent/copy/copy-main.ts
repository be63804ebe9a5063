import { statSync } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import type { HostUser } from '../host/users.ts'
import type { CopyCommand } from './copy-command.ts'
import type { CopyRequest } from './copy-program.ts'
import { ArchiveWriter } from './create-archive.ts'
import { extractArchive } from './extraction.ts'
import { Report } from './report.ts'

/** Resolves with the exit status. */
async function main(argument: string): Promise<number> {
  const { copy, user } = JSON.parse(argument) as CopyRequest
  if (user) becomeUser(user)
  if (copy.kind === 'is-directory') return isDirectory(copy.path) ? 0 : 1
  const report = new Report()
  if (!enter(copy.directory, report)) return report.status
  if (copy.kind === 'create') await create(copy, report)
  else await extractArchive(process.stdin, report, copy)
  report.end()
  return copy.kind === 'create' && copy.from !== undefined ? 0 : report.status
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function enter(directory: string | undefined, report: Report): boolean {
  try {
    if (directory !== undefined) process.chdir(directory)
    return true
  } catch (error) {
    report.fail(directory ?? '', 'Cannot open', error)
    report.end()
    return false
  }
}

async function create({ path, from = 1 }: CopyCommand & { kind: 'create' }, report: Report): Promise<void> {
  const archive = pack()
  const writer = new ArchiveWriter({ pack: archive, report })
  const written = pipeline(archive, skipBytes(from - 1), process.stdout)
  await Promise.all([writer.add(path).then(() => archive.finalize()), written])
}

function skipBytes(count: number): Transform {
  let left = count
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const rest = chunk.subarray(Math.min(left, chunk.length))
      left -= chunk.length - rest.length
      done(null, rest.length > 0 ? rest : undefined)
    },
  })
}

/** Nobody takes the archive any more, or this program is broken: the status of a tar that failed. */
function fail(error: unknown): void {
  process.stderr.write(`tar: ${(error as Error).message}\n`)
  process.exit(2)
}

/** Gives up everything that `user` does not have, for good. Throws when that cannot be seen to have happened. */
function becomeUser({ uid, gid, groups }: Pick<HostUser, 'uid' | 'gid' | 'groups'>): void {
  const { setgroups, setgid, setuid, getuid, geteuid, getgid } = process
  if (!setgroups || !setgid || !setuid) throw new Error('this system has no users')
  setgroups([...groups])
  setgid(gid)
  setuid(uid)
  if (getuid?.() !== uid || geteuid?.() !== uid || getgid?.() !== gid) throw new Error(`cannot become user ${uid}`)
}

main(process.argv[2] ?? '').then((status) => (process.exitCode = status), fail)

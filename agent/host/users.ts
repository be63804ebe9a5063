import { readFileSync } from 'node:fs'
import { MuxError } from '../../proto/mux/errors.ts'

/** A user of this machine, as /etc/passwd and /etc/group have it. */
export interface HostUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
  /** Every group, the first one included. */
  readonly groups: readonly number[]
  readonly home: string
  readonly shell: string
}

/** Where the accounts are; tests have their own. */
export interface AccountFiles {
  readonly passwd: string
  readonly group: string
}

const systemFiles: AccountFiles = { passwd: '/etc/passwd', group: '/etc/group' }

/**
 * Finds a user by name, or by uid in decimal. Users of a directory service, which are not in /etc/passwd, are not found.
 * Throws MuxError `not-found`.
 */
export function findUser(nameOrUid: string, files: AccountFiles = systemFiles): HostUser {
  const entries = readLines(files.passwd).map(toUser)
  const byName = entries.find((user) => user?.name === nameOrUid)
  const user = byName ?? entries.find((entry) => entry && String(entry.uid) === nameOrUid)
  if (!user) throw new MuxError('not-found', `user ${JSON.stringify(nameOrUid)} is not in ${files.passwd}`)
  return { ...user, groups: [...new Set([user.gid, ...groupsOf(user.name, files.group)])] }
}

/** The user that this process runs as, even when /etc/passwd does not know it. */
export function ownUser(files: AccountFiles = systemFiles): HostUser {
  const uid = process.geteuid?.() ?? 0
  const gid = process.getegid?.() ?? 0
  const entry = readLines(files.passwd)
    .map(toUser)
    .find((user) => user?.uid === uid)
  const user = entry ?? { name: String(uid), uid, home: process.env['HOME'] ?? '/', shell: '/bin/sh' }
  return { ...user, gid, groups: process.getgroups?.() ?? [gid] }
}

type PasswdEntry = Omit<HostUser, 'groups'>

/** name:password:uid:gid:comment:home:shell; see passwd(5). */
function toUser(line: string): PasswdEntry | undefined {
  const [name, , uid, gid, , home, shell] = line.split(':')
  if (!name || !isId(uid) || !isId(gid)) return undefined
  return { name, uid: Number(uid), gid: Number(gid), home: home || '/', shell: shell || '/bin/sh' }
}

/** name:password:gid:member,member; see group(5). */
function groupsOf(user: string, file: string): number[] {
  return readLines(file)
    .map((line) => line.split(':'))
    .filter(([, , gid, members]) => isId(gid) && members?.split(',').includes(user))
    .map(([, , gid]) => Number(gid))
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,10}$/.test(text)
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

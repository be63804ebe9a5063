import type { HostUser } from '../host/users.ts'

/** Gives up everything that `user` does not have, for good. Throws when that cannot be seen to have happened. */
export function becomeUser({ uid, gid, groups }: Pick<HostUser, 'uid' | 'gid' | 'groups'>): void {
  const { setgroups, setgid, setuid, getuid, geteuid, getgid } = process
  if (!setgroups || !setgid || !setuid) throw new Error('this system has no users')
  setgroups([...groups])
  setgid(gid)
  setuid(uid)
  if (getuid?.() !== uid || geteuid?.() !== uid || getgid?.() !== gid) throw new Error(`cannot become user ${uid}`)
}

import { toTimestamp } from '../registry/timestamps.ts'
import { assertStateDir } from './create-user.ts'
import { UserDirectory } from './user-directory.ts'
import type { UserRecord } from './user-directory.ts'

/** Whose certificates end: all of a user, or one by its serial number in lower-case hex. */
export type Revoked = { readonly name: string } | { readonly serialNumber: string }

/**
 * Ends certificates for good, and resolves with them when that is on the disk. A server that runs sees it within seconds. Throws an Error
 * when there is nobody of this name.
 */
export async function revokeUser(
  stateDir: string,
  revoked: Revoked,
  now: () => number = Date.now,
): Promise<readonly UserRecord[]> {
  await assertStateDir(stateDir)
  const directory = new UserDirectory(stateDir)
  const records = await directory.list()
  const found = 'name' in revoked ? findByName(records, revoked.name) : [findBySerial(records, revoked.serialNumber)]
  const at = toTimestamp(now())
  for (const record of found) await directory.revoke({ ...record, revoked: record.revoked ?? at })
  await directory.prune(now())
  return found
}

function findByName(records: readonly UserRecord[], name: string): readonly UserRecord[] {
  const named = records.filter((record) => record.name === name)
  const good = named.filter(({ revoked }) => revoked === undefined)
  if (good.length > 0) return good
  throw new Error(
    named.length > 0
      ? `user ${name} is revoked already`
      : `there is no user ${name}: aranya user list names them all, and --serial revokes any certificate`,
  )
}

/** Also of certificates that nobody wrote down, such as that of admin.kubeconfig. */
function findBySerial(records: readonly UserRecord[], serialNumber: string): UserRecord {
  const known = records.find((record) => record.serialNumber === serialNumber)
  return known ?? { name: '', groups: [], serialNumber, created: '', expires: '' }
}

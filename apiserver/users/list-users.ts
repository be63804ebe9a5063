import { assertStateDir } from './create-user.ts'
import { UserDirectory } from './user-directory.ts'
import type { UserRecord } from './user-directory.ts'

const columns = ['NAME', 'GROUPS', 'STATUS', 'EXPIRES', 'SERIAL'] as const

/** All certificates that `aranya user create` made, as a table. Throws an Error where there is no state directory. */
export async function listUsers(stateDir: string, now: () => number = Date.now): Promise<string> {
  await assertStateDir(stateDir)
  const records = await new UserDirectory(stateDir).list()
  return toTable([columns, ...records.map((record) => toRow(record, now()))])
}

function toRow({ name, groups, expires, serialNumber, revoked }: UserRecord, nowMs: number): readonly string[] {
  const status = revoked === undefined ? toStatus(expires, nowMs) : `Revoked ${revoked}`
  return [name || '<unknown>', groups.join(',') || '<none>', status, expires || '<unknown>', serialNumber]
}

function toStatus(expires: string, nowMs: number): string {
  return Date.parse(expires) <= nowMs ? 'Expired' : 'Good'
}

function toTable(rows: readonly (readonly string[])[]): string {
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n')
}

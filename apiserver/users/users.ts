import { join } from 'node:path'
import { parse } from 'yaml'
import { assertNoBackup } from '../backup/manifest.ts'
import { toKubeconfig } from '../kubernetes/kubeconfig/read-kubeconfig.ts'
import { openAuthority } from '../pki/authority.ts'
import type { Authority } from '../pki/authority.ts'
import { readIfThere } from '../pki/key-files.ts'
import { toTimestamp } from '../api/meta/conditions.ts'
import { UserDirectory } from './user-directory.ts'
import type { UserRecord } from './user-directory.ts'

export interface NewUser {
  readonly stateDir: string
  /** Names that `user-names.ts` finds nothing wrong with. */
  readonly name: string
  readonly groups: readonly string[]
  readonly lifetimeMs: number
  /** Of the API; that of admin.kubeconfig when undefined. */
  readonly server: string | undefined
  /** Of the kubeconfig's context. */
  readonly namespace: string
  /** Whether a user who has a certificate gets another one. */
  readonly renew: boolean
}

export interface CreatedUser {
  readonly record: UserRecord
  readonly kubeconfig: string
}

const dayMs = 86_400_000
const adminName = 'aranya-admin'

/**
 * Makes a key and a certificate, writes down whose it is, and returns the kubeconfig that has both. Throws an Error that says what to do:
 * where there is no CA, where the user has a certificate, where the server's address is not known.
 */
export async function createUser(user: NewUser, now: () => number = Date.now): Promise<CreatedUser> {
  const directory = new UserDirectory(user.stateDir)
  const authority = await openUsersAuthority(user.stateDir, now)
  const server = user.server ?? (await readServer(user.stateDir))
  await assertNew(directory, user, now())
  const subject = { commonName: user.name, organizations: user.groups, days: user.lifetimeMs / dayMs }
  const { chainPem, keyPem, serialNumber, notAfterMs } = await authority.issueClient(subject)
  const record: UserRecord = {
    name: user.name,
    groups: user.groups,
    serialNumber,
    created: toTimestamp(now()),
    expires: toTimestamp(notAfterMs),
  }
  // First, so that there is no certificate that cannot be revoked by its user's name.
  await directory.add(record)
  await directory.prune(now())
  const credentials = { cert: chainPem, key: keyPem, ca: authority.certificatePem }
  const kubeconfig = toKubeconfig({ server, user: user.name, namespace: user.namespace, ...credentials })
  return { record, kubeconfig }
}

/** Throws an Error where `dir` belongs to no server that has users of its own. */
export async function assertStateDir(stateDir: string): Promise<void> {
  await assertNoBackup(stateDir)
  // Opening it would make a CA.
  if ((await readIfThere(join(stateDir, 'pki/ca/ca.crt'))) !== undefined) return
  throw new Error(
    `${stateDir} has no CA for users in pki/ca: give the --state-dir of a server that was started once. ` +
      'Behind kube-apiserver, users are those of the cluster',
  )
}

async function openUsersAuthority(stateDir: string, now: () => number): Promise<Authority> {
  await assertStateDir(stateDir)
  return openAuthority({ dir: join(stateDir, 'pki/ca'), name: 'aranya', now })
}

async function assertNew(directory: UserDirectory, { name, renew }: NewUser, nowMs: number): Promise<void> {
  if (name === adminName) throw new Error(`${name} is the user of admin.kubeconfig: choose another name`)
  const isGood = (record: UserRecord): boolean => record.revoked === undefined && Date.parse(record.expires) > nowMs
  const existing = (await directory.list()).find((record) => record.name === name && isGood(record))
  if (existing === undefined || renew) return
  throw new Error(
    `user ${name} exists, with a certificate until ${existing.expires}: ` +
      `--renew makes another one, aranya user revoke ends what there is`,
  )
}

async function readServer(stateDir: string): Promise<string> {
  const path = join(stateDir, 'admin.kubeconfig')
  const text = await readIfThere(path)
  const config = text === undefined ? undefined : (parse(text) as Kubeconfig | null)
  const server = config?.clusters?.[0]?.cluster?.server
  if (typeof server === 'string') return server
  throw new Error(`${path} does not say where the server is: give --server https://HOST:PORT`)
}

interface Kubeconfig {
  readonly clusters?: readonly { readonly cluster?: { readonly server?: unknown } }[]
}

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

/** Whose certificates end: all of a user, or one by its serial number in lower-case hex. */
type Revoked = { readonly name: string } | { readonly serialNumber: string }

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

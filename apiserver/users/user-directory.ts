import { chown, mkdir, readdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readIfThere, writeAtomically } from '../pki/key-files.ts'
import { parseServiceAccount } from '../auth/service-account.ts'
import { anonymousUser, authenticatedGroup, unauthenticatedGroup } from '../auth/groups.ts'

/** One certificate of a user. */
export interface UserRecord {
  readonly name: string
  readonly groups: readonly string[]
  /** Of the certificate, in lower-case hex. */
  readonly serialNumber: string
  /** RFC 3339. */
  readonly created: string
  readonly expires: string
  /** RFC 3339. Undefined while it is good. */
  readonly revoked?: string
}

const serialPattern = /^[0-9a-f]{1,40}$/
/** How long what is over stays in the list. */
const keptDays = 30
const dayMs = 86_400_000

/** In a state directory: a file for each certificate that is good or has expired. */
const usersDir = 'pki/users'
/** And an entry for each that is revoked. Its name alone counts. */
const revokedDir = 'pki/revoked'

/** Where a server finds the serial numbers that are revoked. */
export function revocationsOf(stateDir: string): string {
  return join(stateDir, revokedDir)
}

/** `text` as serial numbers are compared: as openssl prints them or not, with colons or without. Undefined when it is none. */
export function parseSerial(text: string): string | undefined {
  const serial = text
    .replaceAll(':', '')
    .replace(/^0x/i, '')
    .toLowerCase()
    .replace(/^0+(?=.)/, '')
  return serialPattern.test(serial) ? serial : undefined
}

/**
 * What `aranya user` knows of users. Each certificate has a file of its own that is written as a whole, so that there
 * is nothing to lock. All methods reject with an Error that names the file.
 */
export class UserDirectory {
  readonly #stateDir: string

  constructor(stateDir: string) {
    this.#stateDir = stateDir
  }

  /** All certificates that are known, the revoked ones among them, by name and then by age. */
  async list(): Promise<readonly UserRecord[]> {
    const revoked = await this.#read(revokedDir)
    const gone = new Set(revoked.map(({ serialNumber }) => serialNumber))
    const users = (await this.#read(usersDir)).filter(({ serialNumber }) => !gone.has(serialNumber))
    return [...users, ...revoked].toSorted((one, other) => compare(toSortKey(one), toSortKey(other)))
  }

  async add(record: UserRecord): Promise<void> {
    await this.#write(join(usersDir, `${record.serialNumber}.json`), record)
  }

  /** Resolves when it is on the disk: no restart and no crash takes it back. */
  async revoke(record: UserRecord): Promise<void> {
    await this.#write(join(revokedDir, record.serialNumber), record)
    await remove(join(this.#stateDir, usersDir, `${record.serialNumber}.json`))
  }

  /** Removes what has been over for long. A revoked certificate that has expired is refused for that. */
  async prune(nowMs: number): Promise<void> {
    const isOver = ({ expires }: UserRecord): boolean => Date.parse(expires) + keptDays * dayMs < nowMs
    const users = (await this.#read(usersDir)).filter(isOver)
    const revoked = (await this.#read(revokedDir)).filter(isOver)
    const paths = [
      ...users.map(({ serialNumber }) => join(usersDir, `${serialNumber}.json`)),
      ...revoked.map(({ serialNumber }) => join(revokedDir, serialNumber)),
    ]
    for (const path of paths) await remove(join(this.#stateDir, path))
  }

  async #read(dir: string): Promise<readonly UserRecord[]> {
    const names = await readNames(join(this.#stateDir, dir))
    const records = names.map(async (name) => {
      const serialNumber = name.replace(/\.json$/, '')
      if (!serialPattern.test(serialNumber)) return []
      const text = await readIfThere(join(this.#stateDir, dir, name))
      return text === undefined ? [] : [parseRecord(text, serialNumber)]
    })
    return (await Promise.all(records)).flat()
  }

  async #write(path: string, record: UserRecord): Promise<void> {
    const full = join(this.#stateDir, path)
    await makeOwned(dirname(full), this.#stateDir)
    await writeAtomically(full, `${JSON.stringify(record, undefined, 2)}\n`, 0o600)
    await giveToOwner(full, this.#stateDir)
  }
}

async function readNames(dir: string): Promise<readonly string[]> {
  return readdir(dir).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw new Error(`${dir} cannot be read: ${cause.message}`, { cause })
  })
}

async function makeOwned(dir: string, stateDir: string): Promise<void> {
  const made = await mkdir(dir, { recursive: true, mode: 0o700 })
  if (made !== undefined) await giveToOwner(dir, stateDir)
}

/** root runs the command, where a user of its own runs the server: what it cannot read, it cannot back up. */
async function giveToOwner(path: string, stateDir: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await stat(stateDir)
  await chown(path, uid, gid)
}

async function remove(path: string): Promise<void> {
  await unlink(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw new Error(`${path} cannot be removed: ${cause.message}`, { cause })
  })
}

/** A damaged file still stands for a certificate: it is shown with what is left of it. */
function parseRecord(text: string, serialNumber: string): UserRecord {
  const { name, groups, created, expires, revoked } = parseObject(text)
  return {
    name: typeof name === 'string' ? name : '',
    groups: Array.isArray(groups) ? groups.map(String) : [],
    serialNumber,
    created: typeof created === 'string' ? created : '',
    expires: typeof expires === 'string' ? expires : '',
    ...(typeof revoked === 'string' && { revoked }),
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function toSortKey({ name, created }: UserRecord): string {
  return `${name}\n${created}`
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** RFC 5280, appendix A: what fits into a common name and an organization. */
const maxLength = 64
/** Printable ASCII, no space at the ends: nothing that two programs could show or compare differently. */
const pattern = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/
const systemPrefix = 'system:'
/** These say how somebody was authenticated: the server alone knows. */
const standing: readonly string[] = [authenticatedGroup, unauthenticatedGroup, anonymousUser]

/** What is wrong with a name of a user, as the end of a sentence; undefined when nothing is. */
export function checkUserName(name: string): string | undefined {
  const problem = checkText(name)
  if (problem !== undefined || !name.startsWith('system:serviceaccount:')) return problem
  return parseServiceAccount(name) ? undefined : 'a service account is called system:serviceaccount:NAMESPACE:NAME'
}

/** What is wrong with a name of a group. */
export function checkGroupName(name: string): string | undefined {
  return checkText(name)
}

/** True for names that Kubernetes keeps for itself: `system:masters` may do everything. */
export function isSystemName(name: string): boolean {
  return name.startsWith(systemPrefix)
}

function checkText(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name.length > maxLength) return `it has ${name.length} characters, and a certificate has room for ${maxLength}`
  if (!pattern.test(name)) return 'it may have letters, digits and punctuation of ASCII, and spaces between them'
  return standing.includes(name) ? 'the server itself says who belongs to it' : undefined
}

import { open, unlink } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseServiceAccount, serviceAccountUser } from '../auth/service-account.ts'
import { parseCommandLine, UsageError } from '../../cli/command-line.ts'
import type { Command, CommandLine, CommandOutput } from '../../cli/command-line.ts'
import { parseDuration } from './serve.ts'
import { createUser, listUsers, revokeUser } from '../users/users.ts'
import type { CreatedUser, NewUser } from '../users/users.ts'
import { parseSerial, checkGroupName, checkUserName, isSystemName } from '../users/user-directory.ts'
const minutesMs = 60_000
const dayMs = 86_400_000
/** A certificate is good from five minutes before it was made; the CA itself ends after ten years. */
const lifetime = { minMs: 10 * minutesMs, maxMs: 3650 * dayMs, text: '10m to 3650d' }

const stateDir = {
  name: 'state-dir',
  placeholder: 'DIR',
  fallback: '/var/lib/aranya',
  help: 'the state directory of the server, which may run',
} as const

export const userCreateCommand: Command = {
  program: 'aranya',
  name: 'user create',
  operand: '[NAME]',
  summary:
    'Makes a key and a certificate for a user, and prints a kubeconfig with both. What the user may do, roles and bindings say.',
  flags: [
    {
      name: 'group',
      placeholder: 'GROUP',
      repeated: true,
      help: 'a group of the user; may be repeated',
    },
    {
      name: 'expires',
      placeholder: 'DURATION',
      fallback: '90d',
      help: `how long the certificate is good: ${lifetime.text}`,
    },
    {
      name: 'serviceaccount',
      placeholder: 'NS/NAME',
      help: 'instead of NAME: the service account, with the groups that it has in Kubernetes',
    },
    {
      name: 'output',
      placeholder: 'FILE',
      help: 'where to write the kubeconfig, a new file of mode 0600 (default: stdout)',
    },
    {
      name: 'server',
      placeholder: 'URL',
      help: 'where the user reaches the API, such as https://aranya.example.com:6443 (default: that of admin.kubeconfig)',
    },
    { name: 'namespace', placeholder: 'NS', fallback: 'default', help: 'the namespace in the kubeconfig' },
    {
      name: 'renew',
      help: 'one more certificate for a user that has one',
    },
    {
      name: 'allow-system',
      help: 'names and groups that begin with system:, such as system:masters, who may do everything',
    },
    stateDir,
  ],
}

export const userListCommand: Command = {
  program: 'aranya',
  name: 'user list',
  summary: 'Lists the certificates of users, also those that were revoked.',
  flags: [stateDir],
}

export const userRevokeCommand: Command = {
  program: 'aranya',
  name: 'user revoke',
  operand: '[NAME]',
  summary:
    'Ends all certificates of a user: a server that runs refuses them, and cuts their connections, within seconds.',
  flags: [
    {
      name: 'serial',
      placeholder: 'HEX',
      help: 'instead of NAME: the one certificate with this serial number',
    },
    stateDir,
  ],
}

/** `aranya user create`. Rejects with UsageError, or with an Error that says what to do. */
export async function runUserCreate(args: readonly string[]): Promise<CommandOutput> {
  const line = parseCommandLine(userCreateCommand, args)
  const user = toNewUser(line)
  const output = line.one('output')
  if (output === undefined) {
    const created = await createUser(user)
    return { stdout: created.kubeconfig.trimEnd(), stderr: describe(created) }
  }
  const path = resolve(output)
  const created = await writeTo(path, () => createUser(user))
  return { stdout: `${describe(created)}; the kubeconfig is in ${path}` }
}

/** `aranya user list`. */
export async function runUserList(args: readonly string[]): Promise<CommandOutput> {
  const line = parseCommandLine(userListCommand, args)
  return { stdout: await listUsers(toStateDir(line)) }
}

/** `aranya user revoke`. */
export async function runUserRevoke(args: readonly string[]): Promise<CommandOutput> {
  const line = parseCommandLine(userRevokeCommand, args)
  const records = await revokeUser(toStateDir(line), toRevoked(line))
  const lines = records.map(
    ({ name, serialNumber }) => `revoked ${name === '' ? '' : `${name}: `}certificate ${serialNumber}`,
  )
  return { stdout: lines.join('\n') }
}

function toRevoked(line: CommandLine): { readonly name: string } | { readonly serialNumber: string } {
  const serial = line.one('serial')
  if ((serial === undefined) === (line.operand === undefined)) throw new UsageError('give NAME or --serial HEX')
  if (serial === undefined) return { name: line.operand ?? '' }
  const serialNumber = parseSerial(serial)
  if (serialNumber === undefined) throw new UsageError(`--serial ${serial}: not a serial number in hex`)
  return { serialNumber }
}

function toStateDir(line: CommandLine): string {
  return resolve(line.one('state-dir') ?? '')
}

function toNewUser(line: CommandLine): NewUser {
  const { name, isSystem } = readName(line)
  const groups = [...new Set(line.all('group'))]
  refuseWrong(name, checkUserName)
  for (const group of groups) refuseWrong(group, checkGroupName)
  if (!line.has('allow-system')) refuseSystem([...(isSystem ? [] : [name]), ...groups])
  return {
    stateDir: toStateDir(line),
    name,
    groups,
    lifetimeMs: readLifetime(line.one('expires') ?? ''),
    server: readServer(line.one('server')),
    namespace: line.one('namespace') ?? 'default',
    renew: line.has('renew'),
  }
}

/** `isSystem`: the command line said itself that it is to be a name of Kubernetes. */
function readName({ operand, one }: CommandLine): { readonly name: string; readonly isSystem: boolean } {
  const account = one('serviceaccount')
  if ((account === undefined) === (operand === undefined)) throw new UsageError('give NAME or --serviceaccount NS/NAME')
  if (account === undefined) return { name: operand ?? '', isSystem: false }
  const [namespace = '', name = '', ...rest] = account.split('/')
  const user = serviceAccountUser({ namespace, name })
  if (rest.length > 0 || parseServiceAccount(user) === undefined)
    throw new UsageError(`--serviceaccount ${account}: give NAMESPACE/NAME, such as plant-a/reporter`)
  return { name: user, isSystem: true }
}

function refuseWrong(name: string, check: (name: string) => string | undefined): void {
  const problem = check(name)
  if (problem !== undefined) throw new UsageError(`${JSON.stringify(name)} is no name for a certificate: ${problem}`)
}

function refuseSystem(names: readonly string[]): void {
  const found = names.find(isSystemName)
  if (found === undefined) return
  throw new UsageError(
    `${found} is a name of Kubernetes itself, to which rights may be bound that nobody meant to give: ` +
      `say --allow-system where that is meant, and --serviceaccount for service accounts`,
  )
}

function readLifetime(text: string): number {
  const durationMs = parseDuration('expires', text)
  if (durationMs >= lifetime.minMs && durationMs <= lifetime.maxMs) return durationMs
  throw new UsageError(`--expires ${text}: from ${lifetime.text}`)
}

function readServer(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' && url.username === '' && url.search === '' && url.hash === '') return text
  throw new UsageError(`--server ${text}: give https://HOST:PORT`)
}

/** The file first: there is to be no certificate that nobody got. */
async function writeTo(path: string, make: () => Promise<CreatedUser>): Promise<CreatedUser> {
  const file = await open(path, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EEXIST' ? 'it is there already' : cause.message
    throw new Error(`${path} cannot be written: ${why}`, { cause })
  })
  try {
    const created = await make()
    await file.writeFile(created.kubeconfig)
    await file.sync()
    return created
  } catch (error) {
    await unlink(path).catch(() => undefined)
    throw error
  } finally {
    await file.close()
  }
}

function describe({ record }: CreatedUser): string {
  const { name, groups, expires, serialNumber } = record
  const member = groups.length === 0 ? '' : ` of ${groups.join(', ')}`
  return `user ${name}${member}: certificate ${serialNumber}, good until ${expires}`
}

import { allowable, isFeature } from '../features.ts'
import type { Feature } from '../features.ts'
import { readIfThere, UserError, writeFileAtomically } from './state-files.ts'

/** What `config.yaml` says. The operator of the device may edit it; it has the last word. */
export interface AgentConfig {
  /** HOST:PORT of the server. */
  readonly server: string
  /** The device's name and namespace, for people. */
  readonly namespace: string
  readonly name: string
  /** What may be done on this device, whatever the server says. */
  readonly allow: readonly Feature[]
  /** False: no terminals, even where the module for them is there. */
  readonly tty: boolean
}

const header = `# What this device allows, and where it belongs. Written by \`arhat join\`; edit it as you like:
# \`allow\` is read again when the agent gets SIGHUP, the rest when it starts.
# allow: any of ${allowable.join(', ')}
`

export async function writeConfig(path: string, config: AgentConfig): Promise<void> {
  const { stringify } = await import('yaml')
  await writeFileAtomically(path, header + stringify(config))
}

/** Rejects with UserError that names the file and the key when it is not as it must be. */
export async function readConfig(path: string): Promise<AgentConfig> {
  const text = await readIfThere(path)
  if (text === undefined) throw new UserError(`${path} is missing: enrol this device with \`arhat join\` first`)
  const value = await parseYaml(path, text)
  const unknown = Object.keys(value).find((key) => !['server', 'namespace', 'name', 'allow', 'tty'].includes(key))
  if (unknown !== undefined) throw new UserError(`${path}: there is no key ${JSON.stringify(unknown)}`)
  return {
    server: parseServer(`${path}: server`, value['server']),
    namespace: toText(value['namespace']),
    name: toText(value['name']),
    allow: parseAllow(`${path}: allow`, value['allow']),
    tty: parseTty(path, value['tty']),
  }
}

async function parseYaml(path: string, text: string): Promise<Record<string, unknown>> {
  const { parse } = await import('yaml')
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    throw new UserError(`${path} is not YAML: ${(error as Error).message.split('\n', 1)[0]}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UserError(`${path} must hold keys and values`)
  return value as Record<string, unknown>
}

function parseTty(path: string, value: unknown): boolean {
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? true
  throw new UserError(`${path}: tty must be true or false`)
}

/** A list of features, or their names separated by commas; nothing at all allows nothing. */
export function parseAllow(where: string, value: unknown): readonly Feature[] {
  const words = Array.isArray(value) ? value : toText(value).split(',')
  const features = words.map((word) => toText(word).trim()).filter((word) => word !== '')
  const wrong = features.find((word) => !isFeature(word))
  if (wrong !== undefined)
    throw new UserError(`${where}: there is no ${JSON.stringify(wrong)}; use any of ${allowable.join(',')}`)
  return allowable.filter((feature) => features.includes(feature))
}

/** HOST:PORT, with an IPv6 address in brackets. */
export function parseServer(where: string, value: unknown): string {
  const { host, port } = splitServer(toText(value)) ?? {}
  if (!host || !port) throw new UserError(`${where}: ${JSON.stringify(value ?? '')} is not HOST:PORT`)
  return toText(value)
}

/** What YAML reads as a number or a date was meant as a word; what is no word at all is shown as it is. */
function toText(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

/** The parts of HOST:PORT; the host without brackets. Undefined when it is not of that form. */
export function splitServer(server: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+(?:%\w+)?)\]|([^\s:/[\]]+)):(\d{1,5})$/.exec(server)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  return host !== undefined && port > 0 && port < 65536 ? { host, port } : undefined
}

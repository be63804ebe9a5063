import { readFileSync } from 'node:fs'
import { isIP, isIPv6 } from 'node:net'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parse as parseYaml } from 'yaml'
import { auditModes } from '../audit/auditor.ts'
import type { AuditMode } from '../audit/auditor.ts'
import { defaultAuditPolicy } from '../audit/default-policy.ts'
import type { AuditConfig } from '../audit/open-audit.ts'
import { parseAuditPolicy } from '../audit/parse-policy.ts'
import type { AuditPolicy } from '../audit/policy.ts'
import { serveCommand, serveOptions } from './options.ts'
import type { CommandDefinition, OptionDefinition, OptionName } from './options.ts'

/** What `aranya serve` runs with, after flags, file and defaults were merged and checked. */
export interface ServeConfig {
  readonly stateDir: string
  readonly host: string
  readonly port: number
  readonly agentHost: string
  readonly agentPort: number
  /** Undefined: 127.0.0.1 and whatever port the gateway got. */
  readonly advertiseAgent: HostPort | undefined
  readonly tlsSans: readonly string[]
  /** By which kube-apiserver reaches the API. */
  readonly service: { readonly namespace: string; readonly name: string }
  readonly mode: 'auto' | 'standalone' | 'aggregated'
  /** The cluster to be aggregated into; undefined: the one in whose pod this runs. */
  readonly kubeconfig: string | undefined
  readonly storage: string | undefined
  readonly tokenTtlMs: number
  readonly maxBodyBytes: number
  readonly maxSessionsPerDevice: number
  readonly maxDevicePercentPerUser: number
  readonly maxSessionsPerUser: number
  readonly streamIdleTimeoutMs: number
  readonly logLevel: string
  /** Undefined: there is no audit log. */
  readonly audit: AuditConfig | undefined
}

export interface HostPort {
  readonly host: string
  readonly port: number
}

/** A mistake in how the program was called; its message is one line that says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Merges flags over the YAML file over the defaults. Throws UsageError. Reads the file that `--config` names. */
export function parseServeConfig(argv: readonly string[]): ServeConfig {
  const flags: Given = parseFlags(serveCommand, argv)
  const file = flags.config?.[0] === undefined ? {} : readConfigFile(flags.config[0])
  const values = new Map<OptionName, readonly string[]>()
  for (const option of serveOptions as readonly (OptionDefinition & { name: OptionName })[]) {
    const given = flags[option.name] ?? file[option.name] ?? (option.fallback === undefined ? [] : [option.fallback])
    values.set(option.name, given)
  }
  return toConfig((name) => values.get(name) ?? [])
}

type Given = Partial<Record<OptionName, readonly string[]>>

/** The flags of a command that takes each of them once, with its defaults. Throws UsageError. */
export function parseCommandFlags(command: CommandDefinition, argv: readonly string[]): ReadonlyMap<string, string> {
  const { one } = parseCommandLine(command, argv)
  const values = command.options.map(({ name }) => [name, one(name)] as const)
  return new Map(values.filter((entry): entry is readonly [string, string] => entry[1] !== undefined))
}

/** What stands behind the name of a command. */
export interface CommandLine {
  readonly operand: string | undefined
  /** The flag's value, or its default. */
  one(this: void, name: string): string | undefined
  /** Of a flag that may be repeated. */
  all(this: void, name: string): readonly string[]
  /** Whether a switch is on. */
  has(this: void, name: string): boolean
}

/** Throws UsageError. */
export function parseCommandLine(command: CommandDefinition, argv: readonly string[]): CommandLine {
  const { given, operands } = parseArguments(command, argv)
  const fallbacks = new Map(command.options.map(({ name, fallback }) => [name, fallback]))
  const one = (name: string): string | undefined => given[name]?.[0] ?? fallbacks.get(name)
  const missing = command.options.find(({ name, required }) => required && !one(name))
  if (missing) throw new UsageError(`--${missing.name} is required; see aranya ${command.name} --help`)
  return { operand: operands[0], one, all: (name) => given[name] ?? [], has: (name) => name in given }
}

function parseFlags(command: CommandDefinition, argv: readonly string[]): Record<string, readonly string[]> {
  return parseArguments(command, argv).given
}

interface GivenArguments {
  readonly given: Record<string, readonly string[]>
  readonly operands: readonly string[]
}

function parseArguments(command: CommandDefinition, argv: readonly string[]): GivenArguments {
  const options = Object.fromEntries(
    command.options.map(({ name, isSwitch }) => [name, { type: toType(isSwitch), multiple: true } as const]),
  )
  const allowPositionals = command.operand !== undefined
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, strict: true, allowPositionals })
    if (positionals.length > 1) throw new UsageError(`one ${command.operand} only, not ${positionals.join(' ')}`)
    const given = values as Record<string, readonly string[]>
    rejectRepeats(command, given)
    rejectEmpty(given)
    return { given, operands: positionals }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const [firstLine = 'bad flags'] = (error as Error).message.split(/\. |\.?\n/)
    throw new UsageError(`${firstLine}; see aranya ${command.name} --help`)
  }
}

function toType(isSwitch = false): 'boolean' | 'string' {
  return isSwitch ? 'boolean' : 'string'
}

function rejectRepeats({ options }: CommandDefinition, given: Record<string, readonly string[]>): void {
  for (const { name, repeated } of options)
    if (!repeated && (given[name]?.length ?? 0) > 1) throw new UsageError(`--${name} is given twice`)
}

/** A variable of a shell that is not set: an empty `--host` would be every address, an empty `--state-dir` the current directory. */
function rejectEmpty(given: Record<string, readonly string[]>): void {
  const [name] = Object.entries(given).find(([, values]) => values.includes('')) ?? []
  if (name !== undefined) throw new UsageError(`--${name} is given, with nothing for a value`)
}

function readConfigFile(path: string): Given {
  const document = loadYaml(path)
  if (document === null || document === undefined) return {}
  if (typeof document !== 'object' || Array.isArray(document)) throw new UsageError(`${path}: not a map of options`)
  const given: Record<string, readonly string[]> = {}
  for (const [key, value] of Object.entries(document)) given[key] = fileValue(path, key, value)
  return given
}

function loadYaml(path: string): unknown {
  try {
    return parseYaml(readFileSync(path, 'utf8'), { maxAliasCount: 0 })
  } catch (error) {
    throw new UsageError(`--config ${path}: ${(error as Error).message.split('\n')[0]}`, { cause: error })
  }
}

function fileValue(path: string, key: string, value: unknown): readonly string[] {
  const option: OptionDefinition | undefined = serveOptions.find(({ name }) => name === key && name !== 'config')
  if (!option) throw new UsageError(`${path}: unknown key ${key}; aranya serve --help names them all`)
  const list: unknown[] = Array.isArray(value) && option.repeated ? value : [value]
  for (const item of list) {
    if (typeof item !== 'string' && typeof item !== 'number')
      throw new UsageError(`${path}: ${key} is not ${option.placeholder}`)
    if (item === '') throw new UsageError(`${path}: ${key} has nothing for a value`)
  }
  return list.map(String)
}

function toConfig(all: (name: OptionName) => readonly string[]): ServeConfig {
  const one = (name: OptionName): string => all(name)[0] ?? ''
  const optional = (name: OptionName): string | undefined => all(name)[0]
  const advertise = optional('advertise-agent')
  const advertiseAgent = advertise === undefined ? undefined : parseHostPort('advertise-agent', advertise)
  return {
    stateDir: resolve(one('state-dir')),
    host: one('host'),
    port: parsePort('port', one('port')),
    agentHost: optional('agent-host') ?? defaultAgentHost(advertiseAgent),
    agentPort: parsePort('agent-port', one('agent-port')),
    advertiseAgent,
    tlsSans: all('tls-san').map(parseSan),
    service: {
      namespace: parseLabel('service-namespace', one('service-namespace')),
      name: parseLabel('service-name', one('service-name')),
    },
    mode: parseMode(one('mode')),
    kubeconfig: optional('kubeconfig'),
    storage: optional('storage'),
    tokenTtlMs: parseTokenTtl(one('token-ttl')),
    maxBodyBytes: parseCount('max-body-bytes', one('max-body-bytes')),
    maxSessionsPerDevice: parseCount('max-sessions-per-device', one('max-sessions-per-device')),
    maxDevicePercentPerUser: parsePercent('max-device-percent-per-user', one('max-device-percent-per-user')),
    maxSessionsPerUser: parseCount('max-sessions-per-user', one('max-sessions-per-user')),
    streamIdleTimeoutMs: parseDuration('stream-idle-timeout', one('stream-idle-timeout')),
    logLevel: parseLogLevel(one('log-level')),
    audit: toAuditConfig(all),
  }
}

/** Reads the policy file, so that nothing is opened for a server that would not write what it should. */
function toAuditConfig(all: (name: OptionName) => readonly string[]): AuditConfig | undefined {
  const one = (name: OptionName): string => all(name)[0] ?? ''
  const [path] = all('audit-log-path')
  const [policyFile] = all('audit-policy-file')
  const config = {
    policy: policyFile === undefined ? defaultAuditPolicy : readAuditPolicy(policyFile),
    mode: parseAuditMode(one('audit-log-mode')),
    maxBytes: parseCount('audit-log-maxsize', one('audit-log-maxsize')) * bytesPerMegabyte,
    maxBackups: parseCount('audit-log-maxbackup', one('audit-log-maxbackup'), { min: 0 }),
    maxAgeDays: parseCount('audit-log-maxage', one('audit-log-maxage'), { min: 0 }),
    maxEventLength: parseCount('audit-log-truncate-max-event-size', one('audit-log-truncate-max-event-size'), {
      min: minEventLength,
    }),
  }
  if (path !== undefined) return { ...config, path: path === '-' ? path : resolve(path) }
  if (policyFile === undefined) return undefined
  throw new UsageError('--audit-policy-file says what is written down, but not where: give --audit-log-path too')
}

const bytesPerMegabyte = 1024 * 1024
/** So much has to be said of any request. */
const minEventLength = 8192

function readAuditPolicy(path: string): AuditPolicy {
  try {
    return parseAuditPolicy(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new UsageError(`--audit-policy-file ${path}: ${(cause as Error).message}`, { cause })
  }
}

function parseAuditMode(text: string): AuditMode {
  const mode = auditModes.find((known) => known === text)
  if (mode === undefined) throw new UsageError(`--audit-log-mode ${text}: one of ${auditModes.join(', ')}`)
  return mode
}

function defaultAgentHost(advertised: HostPort | undefined): string {
  if (!advertised) return '127.0.0.1'
  return isIPv6(advertised.host) ? '::' : '0.0.0.0'
}

/** `host:port`, `[v6]:port`. */
export function parseHostPort(name: string, text: string): HostPort {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s/[\]]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (!host || port < 1 || port > 65535)
    throw new UsageError(`--${name} ${text}: give HOST:PORT, such as aranya.example.com:6444`)
  return { host, port }
}

/** What a certificate can name. Anything else, such as an address with its port, would be in it and match nothing. */
function parseSan(text: string): string {
  const isName =
    /^(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/i.test(text) && text.length <= 253
  if (isName || isIP(text) !== 0) return text
  throw new UsageError(`--tls-san ${text}: give a host name or an address, without a port`)
}

function parseTokenTtl(text: string): number {
  const ttlMs = parseDuration('token-ttl', text)
  if (ttlMs >= 60_000 && ttlMs <= 86_400_000) return ttlMs
  throw new UsageError(`--token-ttl ${text}: from 1m to 24h`)
}

function parsePort(name: OptionName, text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65535) throw new UsageError(`--${name} ${text}: not a port (0 to 65535)`)
  return port
}

/** A Service and a namespace are named by a DNS label. */
function parseLabel(name: OptionName, text: string): string {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) throw new UsageError(`--${name} ${text}: not a name`)
  return text
}

function parseCount(name: OptionName, text: string, { min } = { min: 1 }): number {
  const count = Number(text)
  const wanted = min === 1 ? 'a positive whole number' : `a whole number of at least ${min}`
  if (!/^\d{1,12}$/.test(text) || count < min) throw new UsageError(`--${name} ${text}: not ${wanted}`)
  return count
}

function parsePercent(name: OptionName, text: string): number {
  const percent = Number(text)
  if (!/^\d{1,3}$/.test(text) || percent < 1 || percent > 100)
    throw new UsageError(`--${name} ${text}: not from 1 to 100`)
  return percent
}

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `30s`, `10m`, `4h` or `90d`. Throws UsageError. */
export function parseDuration(name: string, text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text)
  const durationMs = Number(match?.[1]) * (unitsMs[match?.[2] ?? ''] ?? NaN)
  if (!(durationMs > 0)) throw new UsageError(`--${name} ${text}: not a duration such as 30s, 10m or 4h`)
  return durationMs
}

function parseMode(text: string): ServeConfig['mode'] {
  if (text === 'auto' || text === 'standalone' || text === 'aggregated') return text
  throw new UsageError(`--mode ${text}: one of auto, standalone, aggregated`)
}

function parseLogLevel(text: string): string {
  if (!['trace', 'debug', 'info', 'warn', 'error', 'silent'].includes(text)) {
    throw new UsageError(`--log-level ${text}: one of trace, debug, info, warn, error, silent`)
  }
  return text
}

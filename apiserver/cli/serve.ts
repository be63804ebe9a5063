import { readFileSync } from 'node:fs'
import { isIP, isIPv6 } from 'node:net'
import { resolve } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { parseCommandLine, UsageError } from '../../cli/command-line.ts'
import type { Flag } from '../../cli/command-line.ts'
import { auditModes } from '../audit/auditor.ts'
import type { AuditMode } from '../audit/auditor.ts'
import type { AuditConfig } from '../audit/open-audit.ts'
import { parseAuditPolicy } from '../audit/parse-policy.ts'
import { defaultAuditPolicy } from '../audit/policy.ts'
import type { AuditPolicy } from '../audit/policy.ts'
import type { HostPort, ServeConfig } from '../server/config.ts'
import { serveCommand } from './serve-flags.ts'
import type { ServeFlag } from './serve-flags.ts'

/** `aranya serve`. Resolves when the server runs, which it does until a signal ends the process. */
export async function runServe(argv: readonly string[]): Promise<void> {
  const config = parseServeConfig(argv)
  // Imported here because the other commands have no use for the server, and would take twice as long to start.
  const { serve } = await import('../server/serve.ts')
  return serve(config)
}

/**
 * Merges flags over the file that `--config` names over the defaults, and checks every value. Reads that file and the audit
 * policy. Throws UsageError.
 */
export function parseServeConfig(argv: readonly string[]): ServeConfig {
  const line = parseCommandLine(serveCommand, argv)
  const path = line.one('config')
  const file: FileValues = path === undefined ? new Map() : readConfigFile(path)
  return toConfig((name) => {
    if (line.has(name)) return line.all(name)
    const fallback = line.one(name)
    return file.get(name) ?? (fallback === undefined ? [] : [fallback])
  })
}

type FileValues = ReadonlyMap<string, readonly string[]>

function readConfigFile(path: string): FileValues {
  const document = loadYaml(path)
  if (document === null || document === undefined) return new Map()
  if (typeof document !== 'object' || Array.isArray(document)) throw new UsageError(`${path}: must be a map of options`)
  return new Map(Object.entries(document).map(([key, value]) => [key, toFileValue(path, key, value)]))
}

function loadYaml(path: string): unknown {
  try {
    return parseYaml(readFileSync(path, 'utf8'), { maxAliasCount: 0 })
  } catch (error) {
    throw new UsageError(`--config ${path}: ${(error as Error).message.split('\n')[0]}`, { cause: error })
  }
}

function toFileValue(path: string, key: string, value: unknown): readonly string[] {
  const flag: Flag | undefined = serveCommand.flags.find(({ name }) => name === key && name !== 'config')
  if (!flag) throw new UsageError(`${path}: unknown key ${key}; see aranya serve --help`)
  const list: unknown[] = Array.isArray(value) && flag.repeated ? value : [value]
  for (const item of list) {
    if (typeof item !== 'string' && typeof item !== 'number')
      throw new UsageError(`${path}: ${key} must be ${flag.placeholder}`)
    if (item === '') throw new UsageError(`${path}: ${key} must not be empty`)
  }
  return list.map(String)
}

function toConfig(all: (name: ServeFlag) => readonly string[]): ServeConfig {
  const one = (name: ServeFlag): string => all(name)[0] ?? ''
  const optional = (name: ServeFlag): string | undefined => all(name)[0]
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

/** The policy file is read here, so that a mistake in it is found before anything is opened. */
function toAuditConfig(all: (name: ServeFlag) => readonly string[]): AuditConfig | undefined {
  const one = (name: ServeFlag): string => all(name)[0] ?? ''
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
  throw new UsageError('--audit-policy-file needs --audit-log-path, which says where the events are written')
}

const bytesPerMegabyte = 1024 * 1024
/** Enough for the metadata of any request. */
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

/** A name that a certificate can hold. Anything else, such as HOST:PORT, would be issued and never match. */
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

/** A Service and a namespace are named by a DNS label. */
function parseLabel(name: ServeFlag, text: string): string {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) throw new UsageError(`--${name} ${text}: not a name`)
  return text
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

function parsePercent(name: ServeFlag, text: string): number {
  const percent = Number(text)
  if (!/^\d{1,3}$/.test(text) || percent < 1 || percent > 100)
    throw new UsageError(`--${name} ${text}: not from 1 to 100`)
  return percent
}

/** Values of flags. `name` is the flag's, for the message of the UsageError that each of them throws. */

/** `HOST:PORT`, `[IPv6]:PORT`. Throws UsageError. */
function parseHostPort(name: string, text: string): HostPort {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s/[\]]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (!host || port < 1 || port > 65535)
    throw new UsageError(`--${name} ${text}: give HOST:PORT, such as aranya.example.com:6444`)
  return { host, port }
}

function parsePort(name: string, text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65535) throw new UsageError(`--${name} ${text}: not a port (0 to 65535)`)
  return port
}

function parseCount(name: string, text: string, { min } = { min: 1 }): number {
  const count = Number(text)
  const wanted = min === 1 ? 'a positive whole number' : `a whole number of at least ${min}`
  if (!/^\d{1,12}$/.test(text) || count < min) throw new UsageError(`--${name} ${text}: not ${wanted}`)
  return count
}

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `30s`, `10m`, `4h` or `90d`. Throws UsageError. */
export function parseDuration(name: string, text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text)
  const durationMs = Number(match?.[1]) * (unitsMs[match?.[2] ?? ''] ?? NaN)
  if (!(durationMs > 0)) throw new UsageError(`--${name} ${text}: not a duration such as 30s, 10m or 4h`)
  return durationMs
}

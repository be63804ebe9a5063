import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { AuditWriter } from './audit-writer.ts'
import { openStdout } from './line-sink.ts'
import { createAuditor } from './auditor.ts'
import type { LineSink } from './line-sink.ts'
import type { AuditMode, Auditor } from './auditor.ts'
import { LogFile } from './log-file.ts'
import { createAuditMetrics } from './metrics.ts'
import type { AuditPolicy } from './policy.ts'

/** What is written, and where to. */
export interface AuditConfig {
  /** `-` is standard output. */
  readonly path: string
  readonly policy: AuditPolicy
  readonly mode: AuditMode
  /** A file that would grow beyond it is set aside. */
  readonly maxBytes: number
  /** Files that were set aside and are kept; 0 is all. */
  readonly maxBackups: number
  /** Likewise, in days. */
  readonly maxAgeDays: number
  readonly maxEventLength: number
}

export interface AuditOptions {
  readonly config: AuditConfig
  readonly metricsRegistry: Registry
  readonly log: Logger
}

export interface Audit {
  readonly auditor: Auditor
  /** In `/readyz` where requests are refused when it fails. */
  readonly healthChecks: readonly { readonly name: string; check(): void }[]
  /** After the HTTP server, whose last events it writes. */
  close(): Promise<void>
}

const warningMs = 60_000

/** Opens the audit log. Rejects when its file cannot be made or read. */
export async function openAudit({ config, metricsRegistry, log }: AuditOptions): Promise<Audit> {
  const { path, policy, mode, maxEventLength } = config
  const sink = await openSink(config, log)
  const metrics = createAuditMetrics(metricsRegistry, () => writer.buffered)
  const writer = new AuditWriter({ sink, metrics, log: log.child({ auditLog: path }) })
  const check = (): void => {
    if (writer.isFailing) throw new Error('the audit log cannot be written, so requests are refused')
  }
  return {
    auditor: createAuditor({ policy, mode, writer, metrics, maxEventLength }),
    healthChecks: mode === 'blocking-strict' ? [{ name: 'audit-log', check }] : [],
    close: () => writer.close(),
  }
}

async function openSink({ path, ...limits }: AuditConfig, log: Logger): Promise<LineSink> {
  if (path === '-') return openStdout()
  try {
    return await LogFile.open({ path, ...limits, now: Date.now, warn: seldom((...said) => log.warn(...said)) })
  } catch (cause) {
    throw new Error(`--audit-log-path ${path}: ${(cause as Error).message}`, { cause })
  }
}

/** Lets one call through, then none for a while. */
function seldom(warn: (fields: object, message: string) => void): (fields: object, message: string) => void {
  let lastMs = -Infinity
  return (fields, message) => {
    if (performance.now() - lastMs < warningMs) return
    lastMs = performance.now()
    warn(fields, message)
  }
}

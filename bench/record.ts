import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { isMet, isNoisy } from './harness/figure.ts'
import type { Scale } from './harness/part.ts'
import type { PartResult } from './run.ts'

/** A run, as it is kept in a file. */
export interface RunRecord {
  readonly machine: Machine
  readonly scale: Scale
  readonly results: readonly PartResult[]
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  readonly node: string
  /** Of the last minute: on a machine that others use as well, all figures are worth less. */
  readonly load: number
  /** ISO 8601. */
  readonly date: string
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? '',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    date: new Date().toISOString(),
  }
}

/** Writes each figure with what it was judged to be. */
export function writeRecord(path: string, record: RunRecord): void {
  const results = record.results.map((result) => ({
    ...result,
    figures: result.figures.map((figure) => ({ ...figure, met: isMet(figure) ?? null, noisy: isNoisy(figure) })),
  }))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify({ ...record, results }, null, 2)}\n`)
}

/** Throws when there is no record in the file. */
export function readRecord(path: string): RunRecord {
  const record = JSON.parse(readFileSync(path, 'utf8')) as Partial<RunRecord> | null
  if (!record?.machine || !record.scale || !Array.isArray(record.results)) throw new Error('there are no figures in it')
  return record as RunRecord
}

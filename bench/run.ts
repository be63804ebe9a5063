import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { performance } from 'node:perf_hooks'
import { isMet, isNoisy } from './harness/rounds.ts'
import type { Figure } from './harness/rounds.ts'
import { Skipped } from './harness/part.ts'
import type { Part, Scale } from './harness/part.ts'
import { Workspace } from './harness/workspace.ts'

/** What came of a part. */
interface PartResult {
  readonly part: string
  readonly seconds: number
  readonly figures: readonly Figure[]
  /** Why there are no figures, or no more. */
  readonly skipped?: string
  readonly failed?: string
}

interface RunOptions {
  readonly parts: readonly Part[]
  readonly scale: Scale
  readonly progress: (message: string) => void
  /** Interrupts the run; what it started is gone when {@link runParts} resolves. */
  readonly signal: AbortSignal
}

/** Runs the parts one after the other, each in a workspace of its own. Never rejects. */
export async function runParts({ parts, scale, progress, signal }: RunOptions): Promise<readonly PartResult[]> {
  const results: PartResult[] = []
  for (const part of parts) {
    if (signal.aborted) break
    progress(`${part.name}: ${part.summary}`)
    results.push(await runPart(part, { scale, progress: (message) => progress(`${part.name}: ${message}`), signal }))
  }
  return results
}

/** A part that takes longer hangs: the others are to have their turn all the same. */
const partMs: Readonly<Record<Scale, number>> = { tiny: 2 * 60_000, default: 6 * 60_000, full: 60 * 60_000 }

async function runPart(part: Part, { scale, progress, signal }: Omit<RunOptions, 'parts'>): Promise<PartResult> {
  const workspace = new Workspace()
  const figures: Figure[] = []
  const from = performance.now()
  const seconds = (): number => Math.round((performance.now() - from) / 100) / 10
  try {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(partMs[scale])])
    await untilAborted(collect(part.run({ scale, workspace, progress }), figures), deadline)
    return { part: part.name, seconds: seconds(), figures }
  } catch (error) {
    const why = error instanceof Skipped ? 'skipped' : 'failed'
    const message = error instanceof Error ? error.message : String(error)
    progress(`${why}: ${message}`)
    return { part: part.name, seconds: seconds(), figures, [why]: message }
  } finally {
    await workspace.close()
  }
}

async function collect(measured: AsyncIterable<Figure>, figures: Figure[]): Promise<void> {
  for await (const figure of measured) figures.push(figure)
}

function untilAborted<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void =>
      reject(new Error(signal.reason?.name === 'TimeoutError' ? 'it took too long' : 'interrupted'))
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    running.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** A run, as it is kept in a file. */
export interface RunRecord {
  readonly machine: Machine
  readonly scale: Scale
  readonly results: readonly PartResult[]
}

interface Machine {
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

const header = ['part', 'work', 'aranya', 'peer', 'ratio', 'budget', ''] as const

/** The figures as a Markdown table, and why parts have none. */
export function toTable(results: readonly PartResult[]): string {
  const rows = results.flatMap(({ part, figures }) => figures.map((figure) => toRow(part, figure)))
  const widths = header.map((title, column) => Math.max(title.length, 3, ...rows.map((row) => width(row[column]))))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join(' | ')} |`
  const rule = line(widths.map((length) => '-'.repeat(length)))
  return [line(header), rule, ...rows.map(line), ...results.flatMap(remarks)].join('\n')
}

function toRow(part: string, figure: Figure): readonly string[] {
  const { name, unit, ours, peer } = figure
  return [
    part,
    name,
    `${round(ours)} ${unit}`,
    peer ? `${round(peer.value)} ${unit}: ${peer.what}` : '',
    peer ? peer.ratio.toFixed(2) : '',
    toBudget(figure),
    toVerdict(figure),
  ]
}

function toBudget({ budget, better, unit }: Figure): string {
  if (!budget) return ''
  const bound = `${better === 'more' ? '≥' : '≤'} ${round(budget.limit)}${budget.of === 'ratio' ? '' : ` ${unit}`}`
  return budget.basis === undefined ? bound : `${bound} (${budget.basis})`
}

function toVerdict(figure: Figure): string {
  const met = isMet(figure)
  const verdict = met === undefined ? '' : met ? 'met' : 'MISSED'
  return isNoisy(figure) ? `${verdict} noisy`.trim() : verdict
}

function remarks({ part, skipped, failed }: PartResult): readonly string[] {
  if (skipped !== undefined) return [`${part} was skipped: ${skipped}`]
  return failed === undefined ? [] : [`${part} FAILED: ${failed}`]
}

/** Three digits that count. */
function round(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)))
}

function width(cell: string | undefined): number {
  return Array.from(cell ?? '').length
}

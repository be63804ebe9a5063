import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { UsageError, parseCommandLine, usage } from './command-line.ts'
import type { BenchOptions } from './command-line.ts'
import { isMet, isNoisy } from './harness/figure.ts'
import { profileUntilExit, withPreload } from './harness/preload.ts'
import { runParts } from './run.ts'
import type { PartResult } from './run.ts'
import { toTable } from './table.ts'

const interruptedCode = 130

async function main(): Promise<number> {
  const options = parseCommandLine(process.argv.slice(2))
  if (options.help) return print(usage)
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort())
  if (options.profile !== undefined) profileChildren(options.profile)
  const machine = describeMachine()
  const results = await runParts({ ...options, progress: tell, signal: interrupted.signal })
  if (interrupted.signal.aborted) return interruptedCode
  writeJson(options, machine, results)
  print(
    `${toTable(results)}\n\n${machine.cores} cores (${machine.cpu}), node ${machine.node}, load ${machine.load} before the run`,
  )
  tell(`figures: ${options.json}`)
  return results.some(({ failed }) => failed !== undefined) ? 1 : 0
}

/** What this process starts inherits its environment. */
function profileChildren(directory: string): void {
  mkdirSync(directory, { recursive: true })
  Object.assign(process.env, withPreload(process.env, profileUntilExit(directory)))
}

function describeMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? '',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.version,
    /** Of the last minute: on a machine that others use as well, all figures are worth less. */
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    date: new Date().toISOString(),
  }
}

function writeJson(options: BenchOptions, machine: object, results: readonly PartResult[]): void {
  const judged = results.map((result) => ({
    ...result,
    figures: result.figures.map((figure) => ({ ...figure, met: isMet(figure) ?? null, noisy: isNoisy(figure) })),
  }))
  mkdirSync(dirname(options.json), { recursive: true })
  writeFileSync(options.json, `${JSON.stringify({ machine, scale: options.scale, results: judged }, null, 2)}\n`)
}

function print(text: string): number {
  process.stdout.write(`${text.trimEnd()}\n`)
  return 0
}

function tell(message: string): void {
  process.stderr.write(`==> ${message}\n`)
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`bench: ${error.message}\n`)
    process.exit(2)
  },
)

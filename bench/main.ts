import { mkdirSync } from 'node:fs'
import { UsageError, parseCommandLine, usage } from './command-line.ts'
import { profileUntilExit, withPreload } from './harness/preload.ts'
import { describeMachine, readRecord, runParts, toTable, writeRecord } from './run.ts'
import type { RunRecord } from './run.ts'

const interruptedCode = 130

async function main(): Promise<number> {
  const options = parseCommandLine(process.argv.slice(2))
  if (options.help) return print(usage)
  if (options.markdown) return print(describe(readEarlier(options.json)))
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort())
  if (options.profile !== undefined) profileChildren(options.profile)
  const machine = describeMachine()
  const results = await runParts({ ...options, progress: tell, signal: interrupted.signal })
  const record = { machine, scale: options.scale, results }
  writeRecord(options.json, record)
  print(describe(record))
  tell(`figures: ${options.json}`)
  if (interrupted.signal.aborted) return interruptedCode
  return results.some(({ failed }) => failed !== undefined) ? 1 : 0
}

function readEarlier(path: string): RunRecord {
  try {
    return readRecord(path)
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`, { cause: error })
  }
}

/** What this process starts inherits its environment. */
function profileChildren(directory: string): void {
  mkdirSync(directory, { recursive: true })
  Object.assign(process.env, withPreload(process.env, profileUntilExit(directory)))
}

function describe({ machine, scale, results }: RunRecord): string {
  const { cores, cpu, node, load, date } = machine
  const sizes = scale === 'default' ? '' : `, ${scale} sizes`
  const minutes = Math.round(results.reduce((sum, { seconds }) => sum + seconds, 0) / 6) / 10
  return `${toTable(results)}\n\n${cores} cores (${cpu}), node ${node}, load ${load} before the run, ${date.slice(0, 10)}, ${minutes} minutes${sizes}.`
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

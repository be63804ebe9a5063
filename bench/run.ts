import { performance } from 'node:perf_hooks'
import type { Figure } from './harness/figure.ts'
import { Skipped } from './harness/part.ts'
import type { Part, Scale } from './harness/part.ts'
import { Workspace } from './harness/workspace.ts'

/** What came of a part. */
export interface PartResult {
  readonly part: string
  readonly seconds: number
  readonly figures: readonly Figure[]
  /** Why there are no figures, or no more. */
  readonly skipped?: string
  readonly failed?: string
}

export interface RunOptions {
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

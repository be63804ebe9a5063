import { readFileSync } from 'node:fs'
import { eventually, settled } from '../../support/processes.ts'
import { readEnvironment, readProcesses } from '../../../agent/host/process-table.ts'

/** The pids of live processes whose command line or environment has `variable` set to `value`. */
export async function processesWith(variable: string, value: string): Promise<readonly number[]> {
  const processes = await readProcesses()
  return processes.map(({ pid }) => pid).filter((pid) => readEnvironment(pid)?.includes(`${variable}=${value}`))
}

/** Resolves once `condition` holds; rejects when it does not within half a minute. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  await eventually(String(condition), condition)
}

/** Resolves once those processes have written something, and write no more: nobody takes it from them. */
export async function untilTheyWait(variable: string, value: string): Promise<void> {
  await settled('what they have written', async () => {
    const written = (await processesWith(variable, value)).map(bytesWrittenBy)
    return written.reduce((sum, bytes) => sum + bytes, 0)
  })
}

function bytesWrittenBy(pid: number): number {
  try {
    return Number(/^wchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])
  } catch {
    // It has ended in the meantime.
    return 0
  }
}

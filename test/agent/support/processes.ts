import { setTimeout } from 'node:timers/promises'
import { readEnvironment, readProcesses } from '../../../agent/host/process-table.ts'

/** The pids of live processes whose command line or environment has `variable` set to `value`. */
export async function processesWith(variable: string, value: string): Promise<readonly number[]> {
  const processes = await readProcesses()
  return processes.map(({ pid }) => pid).filter((pid) => readEnvironment(pid)?.includes(`${variable}=${value}`))
}

/** Resolves once `condition` holds; rejects after `deadlineMs`. */
export async function until(condition: () => Promise<boolean> | boolean, deadlineMs = 10_000): Promise<void> {
  const end = performance.now() + deadlineMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not come about in time')
    await setTimeout(20)
  }
}

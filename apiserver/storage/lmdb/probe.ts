import { deadlineFor, runTask } from './child-task.ts'
import type { TaskOptions, TaskResult } from './child-task.ts'
import type { StoreState } from './record-codec.ts'

/** What the child found: a store, nothing yet (neither field), or damage. */
export interface ProbeResult extends TaskResult {
  readonly state?: StoreState
}

export type ProbeOptions = TaskOptions

// Far slower than any disk that a server should run on.
const deadline = { minMs: 20_000, bytesPerMs: 5_000 }

/**
 * Lets a child process open and verify the store in `dir` before this one does. Returns undefined for a store without
 * content. Throws StorageError `damaged` or `unavailable`.
 */
export async function probeStore(dir: string, options: ProbeOptions = {}): Promise<StoreState | undefined> {
  const task = { program: 'probe-main', args: [dir], deadlineMs: await deadlineFor(dir, deadline), doing: 'reading it' }
  const { state } = await runTask<ProbeResult>(task, options)
  return state
}

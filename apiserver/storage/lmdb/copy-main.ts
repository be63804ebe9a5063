import type { TaskResult } from './child-task.ts'
import { openEnvironment } from './environment.ts'

/**
 * The child process of copy-store.ts: copies the store in the directory that is its first argument into that of its second.
 * Ends with its parent, for what it makes would then be nobody's.
 */
async function main(dir: string, to: string): Promise<void> {
  process.once('disconnect', () => process.exit(1))
  const result = await copy(dir, to)
  process.send?.(result, () => process.exit(0))
}

async function copy(dir: string, to: string): Promise<TaskResult> {
  try {
    await openEnvironment(dir, { readOnly: true }).backup(to, false)
    return {}
  } catch (error) {
    return { error: { code: 'unavailable', message: (error as Error).message } }
  }
}

await main(process.argv[2] ?? '', process.argv[3] ?? '')

import { join } from 'node:path'
import { endianness } from 'node:os'
import { StorageError } from '../errors.ts'
import { dataFile, openEnvironment } from './environment.ts'
import type { ProbeResult } from './probe.ts'
import { verifyPages, verifyStore } from './verify-pages.ts'

/**
 * The child process of probe.ts: verifies the store in the directory that is its argument and sends the result to its parent.
 * A file that LMDB cannot survive ends this process only.
 */
async function main(dir: string): Promise<void> {
  const result = verify(dir)
  await new Promise<void>((resolve) => process.send?.(result, () => resolve()))
  process.disconnect()
}

function verify(dir: string): ProbeResult {
  try {
    if (endianness() === 'LE') verifyPages(join(dir, dataFile))
    const state = verifyStore(openEnvironment(dir, { readOnly: true }))
    return state ? { state } : {}
  } catch (error) {
    const { message } = error as Error
    return { error: { code: error instanceof StorageError ? error.code : 'damaged', message } }
  }
}

await main(process.argv[2] ?? '')

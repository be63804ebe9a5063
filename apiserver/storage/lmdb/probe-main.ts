import { join } from 'node:path'
import { endianness } from 'node:os'
import { StorageError } from '../errors.ts'
import { dataFile, openEnvironment } from './environment.ts'
import type { ProbeResult } from './probe.ts'
import { verifyFreeList } from './verify-free-list.ts'
import { verifyStore } from './verify-store.ts'

/**
 * The child process of probe.ts: verifies the store in the directory that is its argument and sends the result to its parent.
 * A file that LMDB cannot survive ends this process only.
 */
async function main(dir: string): Promise<void> {
  const result = await verify(dir)
  await new Promise<void>((resolve) => process.send?.(result, () => resolve()))
  process.disconnect()
}

async function verify(dir: string): Promise<ProbeResult> {
  try {
    const environment = openEnvironment(dir, { readOnly: true })
    const state = verifyStore(environment)
    if (endianness() === 'LE') await verifyFreeList(join(dir, dataFile))
    return state ? { state } : {}
  } catch (error) {
    const { message } = error as Error
    return { error: { code: error instanceof StorageError ? error.code : 'damaged', message } }
  }
}

await main(process.argv[2] ?? '')

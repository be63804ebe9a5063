import { constants, lstat, open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { unusable } from '../unusable.ts'
import { dataFile, lockFile } from './environment.ts'

// More than LMDB uses of the lock file, and than it writes when it makes a data file.
const lockBytes = 16 * 1024
const newStoreBytes = 64 * 1024

/** Makes LMDB's lock file fit to be mapped: a page of it for which the disk has no room ends the process. Throws StorageError. */
export async function prepareLockFile(dir: string): Promise<void> {
  await withFile(join(dir, lockFile), async (file) => {
    if ((await file.stat()).blocks * 512 < lockBytes) await file.write(Buffer.alloc(lockBytes), 0, lockBytes, 0)
    await file.chmod(0o600)
  })
}

/** Makes an empty data file where there is none: LMDB would make it for everyone to read. Throws StorageError. */
export async function prepareDataFile(dir: string): Promise<void> {
  await withFile(join(dir, dataFile), async (file) => {
    if ((await file.stat()).size === 0) await assertRoom(dir)
    await file.chmod(0o600)
  })
}

/** What LMDB makes of a half written first page is not always an error that can be caught. */
async function assertRoom(dir: string): Promise<void> {
  const path = join(dir, `room-${process.pid}`)
  const file = await open(path, 'w', 0o600)
  try {
    await rm(path)
    await file.writeFile(Buffer.alloc(newStoreBytes))
  } finally {
    await file.close()
  }
}

async function withFile(path: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await assertRegular(path)
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
    await use(file).finally(() => file.close())
  } catch (error) {
    throw unusable(path, error)
  }
}

async function assertRegular(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (found && !found.isFile()) throw new Error('it is not a regular file')
}

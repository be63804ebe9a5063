import { randomBytes } from 'node:crypto'
import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openLmdbBackend } from '../../../../apiserver/storage/lmdb/open-lmdb-backend.ts'
import { verifyFreeList } from '../../../../apiserver/storage/lmdb/verify-free-list.ts'
import { silentLog } from '../fixtures/log.ts'

const pageBytes = 4096

t.test('the list of free pages is walked, and what was overwritten in it is damage', async (t) => {
  const stateDir = t.testdir()
  const backend = await openLmdbBackend({ dir: join(stateDir, 'store'), stateDir, log: silentLog })
  for (let round = 0; round < 8; round++) {
    const commits = Array.from({ length: 200 }, (_, n) =>
      backend.commit({ type: 'put', key: `k/${n}`, value: randomBytes(6000) }),
    )
    await Promise.all(commits)
  }
  await backend.close()
  const path = join(stateDir, 'store', 'data.mdb')
  await verifyFreeList(path)

  const good = await readFile(path)
  const transaction = (page: number): bigint => good.readBigUInt64LE(page * pageBytes + 152)
  const head = transaction(0) > transaction(1) ? 0 : pageBytes
  const root = Number(good.readBigUInt64LE(head + 88))
  for (const bad of [Buffer.alloc(pageBytes), randomBytes(pageBytes), good.subarray(0, pageBytes)]) {
    const file = Buffer.from(good)
    file.set(bad, root * pageBytes)
    await writeFile(path, file)
    await t.rejects(verifyFreeList(path), { code: 'damaged', message: new RegExp(`page ${root} `) })
  }
  await writeFile(path, good)
  await truncate(path, pageBytes)
  await t.rejects(verifyFreeList(path), { code: 'damaged' })
})

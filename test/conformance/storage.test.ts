import t from 'tap'
import type { Test } from 'tap'
import type { Backend } from '../../apiserver/storage/backend.ts'
import { openWatchCache } from '../../apiserver/storage/cache/cached-backend.ts'
import { openLmdbBackend } from '../../apiserver/storage/lmdb/open-lmdb-backend.ts'
import { openMemoryBackend } from '../../apiserver/storage/memory/memory-backend.ts'
import { silentLog } from '../apiserver/storage/fixtures/log.ts'
import { testBackend } from './storage.ts'
import type { BackendFactory } from './storage.ts'

const memory = async (): Promise<Backend> => openMemoryBackend()
const lmdb = async (t: Test): Promise<Backend> => {
  const stateDir = t.testdir()
  return openLmdbBackend({ dir: `${stateDir}/store`, stateDir, log: silentLog })
}
const cached =
  (inner: BackendFactory): BackendFactory =>
  async (t) =>
    openWatchCache(await inner(t), { log: silentLog })

for (const [name, open] of Object.entries({
  memory,
  lmdb,
  'the watch cache over memory': cached(memory),
  'the watch cache over lmdb': cached(lmdb),
})) {
  t.test(name, (t) => testBackend(t, open))
}

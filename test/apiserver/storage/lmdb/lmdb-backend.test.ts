import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openWatchCache } from '../../../../apiserver/storage/cache/cached-backend.ts'
import { openLmdbBackend } from '../../../../apiserver/storage/lmdb/open-lmdb-backend.ts'
import { silentLog } from '../fixtures/log.ts'

const mib = 1024 * 1024

t.test('a store that may not grow refuses what does not fit, and goes on', async (t) => {
  const stateDir = t.testdir()
  const backend = await openLmdbBackend({ dir: join(stateDir, 'store'), stateDir, log: silentLog, maxBytes: 8 * mib })
  const first = await backend.commit({ type: 'put', key: 'a', value: Buffer.alloc(2 * mib) })
  await t.rejects(backend.commit({ type: 'put', key: 'b', value: Buffer.alloc(10 * mib) }), { code: 'unavailable' })
  t.equal(await backend.get('b'), undefined)
  t.equal(await backend.commit({ type: 'put', key: 'c', value: Buffer.from('small') }), first + 1)
  await backend.close()
})

/** A file system of 4 MiB; undefined where none can be mounted. */
async function smallDisk(): Promise<string | undefined> {
  const disk = await mkdtemp(join(tmpdir(), 'aranya-disk-'))
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status === 0) return disk
  await rm(disk, { recursive: true })
  return undefined
}

const disk = await smallDisk()

t.test('a full disk is an error, and later commits work again', { skip: !disk && 'mounting takes root' }, async (t) => {
  if (disk === undefined) return
  t.teardown(async () => {
    spawnSync('umount', [disk])
    await rm(disk, { recursive: true })
  })
  await writeFile(join(disk, 'ballast'), Buffer.alloc(mib))
  const backend = await openLmdbBackend({ dir: join(disk, 'store'), stateDir: disk, log: silentLog })
  const cache = await openWatchCache(backend, { log: silentLog })
  const put = (n: number): Promise<number> =>
    cache.commit({ type: 'put', key: `internal/${n}`, value: Buffer.alloc(100_000, n) })
  let stored = 0
  await t.rejects(
    async () => {
      for (;;) await put(stored++)
    },
    { code: 'unavailable', message: /ENOSPC/ },
  )
  t.equal((await cache.list('')).items.length, stored - 1)
  await t.rejects(put(stored), { code: 'unavailable' })
  await rm(join(disk, 'ballast'))
  const revision = await put(stored)
  t.equal(revision, stored + 1)
  await cache.close()
})

t.test('two thousand commits at once are made in the order of their calls', async (t) => {
  const stateDir = t.testdir()
  const backend = await openLmdbBackend({ dir: join(stateDir, 'store'), stateDir, log: silentLog })
  const commits = Array.from({ length: 2000 }, (_, n) =>
    backend.commit({ type: 'put', key: `k/${n % 300}`, value: Buffer.from(String(n)) }),
  )
  const last = await Promise.all(commits)
  t.same(
    last,
    Array.from({ length: 2000 }, (_, n) => n + 2),
    'in the order of the calls',
  )
  const { items } = await backend.list('k/')
  t.ok(items.every(({ value, key }) => Number(Buffer.from(value)) % 300 === Number(key.slice(2))))
  t.equal(items.length, 300)
  await backend.close()
})

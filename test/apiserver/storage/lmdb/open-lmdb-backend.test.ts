import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdir, open, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import type { Backend, StoredRecord } from '../../../../apiserver/storage/backend.ts'
import { StorageError } from '../../../../apiserver/storage/errors.ts'
import { openLmdbBackend } from '../../../../apiserver/storage/lmdb/open-lmdb-backend.ts'
import { buildStorage } from '../fixtures/build-storage.ts'
import { silentLog } from '../fixtures/log.ts'

const records = 300
const pageBytes = 4096

// One test below goes through the program that the sources themselves start, which takes a loader and a second.
const built = await buildStorage(t.testdir())
const probe = { script: built.probe, execArgv: [] }

const openStore = (stateDir: string): Promise<Backend> =>
  openLmdbBackend({ dir: join(stateDir, 'store'), stateDir, log: silentLog, probe })
const dataFile = (stateDir: string): string => join(stateDir, 'store', 'data.mdb')

/** A closed store with some records in it, some of them changed and deleted since. */
async function madeStore(t: Test): Promise<{ stateDir: string; items: readonly StoredRecord[]; revision: number }> {
  const stateDir = t.testdir()
  const backend = await openStore(stateDir)
  const value = (): Buffer => randomBytes(800)
  const key = (n: number): string => `registry/g/r/ns/${n}`
  const all = Array.from({ length: records }, (_, n) => n)
  await Promise.all(all.map((n) => backend.commit({ type: 'put', key: key(n), value: value() })))
  await Promise.all(all.slice(0, 60).map((n) => backend.commit({ type: 'put', key: key(n), value: value() })))
  await Promise.all(all.slice(50, 70).map((n) => backend.commit({ type: 'delete', key: key(n) })))
  const list = await backend.list('')
  await backend.close()
  return { stateDir, ...list }
}

async function errorOf(stateDir: string): Promise<StorageError> {
  try {
    const backend = await openStore(stateDir)
    await backend.close()
  } catch (error) {
    if (error instanceof StorageError) return error
    throw error
  }
  throw new Error('the store was opened')
}

async function overwrite(path: string, position: number, bytes: Buffer): Promise<void> {
  const file = await open(path, 'r+')
  await file.write(bytes, 0, bytes.length, position)
  await file.close()
}

t.test('a store that is opened again holds what it held', async (t) => {
  const { stateDir, items, revision } = await madeStore(t)
  const backend = await openStore(stateDir)
  const list = await backend.list('')
  t.equal(list.revision, revision)
  t.same(list.items, items)
  await backend.close()
})

t.test('the program that checks a store runs from the sources as well', async (t) => {
  const { stateDir, items } = await madeStore(t)
  const options = { dir: join(stateDir, 'store'), stateDir, log: silentLog }
  const backend = await openLmdbBackend(options)
  t.equal((await backend.list('')).items.length, items.length)
  await backend.close()
  await truncate(dataFile(stateDir), 3 * pageBytes)
  await t.rejects(openLmdbBackend(options), { code: 'damaged' })
})

t.test('a check that takes too long is given up', async (t) => {
  const { stateDir } = await madeStore(t)
  const slow = { dir: join(stateDir, 'store'), stateDir, log: silentLog, probe: { ...probe, deadlineMs: 1 } }
  await t.rejects(openLmdbBackend(slow), { code: 'unavailable', message: /too long/ })
})

t.test('revisions go on after a restart, also when the last commits were deletes', async (t) => {
  const { stateDir, items, revision } = await madeStore(t)
  const first = await openStore(stateDir)
  for (const { key } of items) await first.commit({ type: 'delete', key })
  await first.close()
  const second = await openStore(stateDir)
  t.same(await second.list(''), { items: [], revision: revision + items.length })
  t.equal(await second.compactedRevision(), revision + items.length)
  t.equal(await second.commit({ type: 'put', key: 'a', value: Buffer.from('') }), revision + items.length + 1)
  await second.close()
})

t.test('the files are for their owner alone', async (t) => {
  const { stateDir } = await madeStore(t)
  for (const name of ['store/data.mdb', 'store/lock.mdb', 'store.json']) {
    t.equal((await stat(join(stateDir, name))).mode & 0o777, 0o600, name)
  }
  t.equal((await stat(join(stateDir, 'store'))).mode & 0o777, 0o700)
})

t.test('a truncated file is damage, wherever it was cut', async (t) => {
  const { stateDir } = await madeStore(t)
  const used = await readFile(dataFile(stateDir))
  for (const size of [1, 100, pageBytes, 2 * pageBytes, 3 * pageBytes + 17, 20 * pageBytes]) {
    await truncate(dataFile(stateDir), size)
    const error = await errorOf(stateDir)
    t.equal(error.code, 'damaged', `cut to ${size}`)
    t.match(error.message, dataFile(stateDir))
    t.match(error.message, 'backup')
    t.equal((await stat(dataFile(stateDir))).size, size, 'and is left as it was')
    await writeFile(dataFile(stateDir), used)
  }
  await (await openStore(stateDir)).close()
})

t.test('an emptied or missing file, or a missing directory, is damage, not a new store', async (t) => {
  const { stateDir } = await madeStore(t)
  await truncate(dataFile(stateDir), 0)
  t.equal((await errorOf(stateDir)).code, 'damaged')
  await rm(dataFile(stateDir))
  t.equal((await errorOf(stateDir)).code, 'damaged')
  await t.rejects(stat(dataFile(stateDir)), { code: 'ENOENT' })
  await rm(join(stateDir, 'store'), { recursive: true })
  const error = await errorOf(stateDir)
  t.equal(error.code, 'damaged')
  t.match(error.message, join(stateDir, 'store'))
})

t.test('a file that was replaced by garbage is damage', async (t) => {
  const { stateDir } = await madeStore(t)
  for (const garbage of [randomBytes(40_000), Buffer.alloc(40_000), Buffer.from('hello')]) {
    await writeFile(dataFile(stateDir), garbage)
    t.equal((await errorOf(stateDir)).code, 'damaged')
  }
})

t.test('an overwritten page never makes records disappear or change unnoticed', async (t) => {
  const { stateDir, items, revision } = await madeStore(t)
  const path = dataFile(stateDir)
  const good = await readFile(path)
  const outcomes = { damaged: 0, whole: 0 }
  const pages = Math.min(Math.floor(good.length / pageBytes), 140)
  for (let page = 0; page < pages; page += 7) {
    const bad = page % 2 === 0 ? randomBytes(pageBytes) : Buffer.alloc(pageBytes)
    await overwrite(path, page * pageBytes, bad)
    try {
      const backend = await openStore(stateDir)
      // A page that holds nothing may be overwritten.
      t.same(await backend.list(''), { items, revision })
      await backend.close()
      outcomes.whole++
    } catch (error) {
      t.match(error, { name: 'StorageError', code: 'damaged' })
      outcomes.damaged++
    }
    await writeFile(path, good)
  }
  t.ok(outcomes.damaged > 5, `${outcomes.damaged} of them were damage`)
})

t.test('a single changed byte in a value is damage', async (t) => {
  const { stateDir, items } = await madeStore(t)
  const path = dataFile(stateDir)
  const file = await readFile(path)
  const value = Buffer.from(items[100]?.value ?? [])
  // Pages are copied when they change: some of the copies are no longer in use.
  for (let at = file.indexOf(value); at !== -1; at = file.indexOf(value, at + 1)) {
    await overwrite(path, at + 400, Buffer.from([(file[at + 400] ?? 0) ^ 1]))
  }
  t.equal((await errorOf(stateDir)).code, 'damaged')
})

t.test('the store of another state directory is not taken for the own one', async (t) => {
  const { stateDir } = await madeStore(t)
  const other = join(stateDir, 'other')
  await (await openStore(other)).close()
  await rm(join(stateDir, 'store'), { recursive: true })
  await cp(join(other, 'store'), join(stateDir, 'store'), { recursive: true })
  const error = await errorOf(stateDir)
  t.equal(error.code, 'damaged')
  t.match(error.message, 'another')
})

t.test('a moved store is found where it is said to be now', async (t) => {
  const { stateDir, items } = await madeStore(t)
  await rename(join(stateDir, 'store'), join(stateDir, 'moved'))
  const moved = { dir: join(stateDir, 'moved'), stateDir, log: silentLog, probe }
  const backend = await openLmdbBackend(moved)
  t.equal((await backend.list('')).items.length, items.length)
  await backend.close()
  t.match(JSON.parse(await readFile(join(stateDir, 'store.json'), 'utf8')), { path: moved.dir })
})

t.test('a start that was interrupted before anything was written is repeated', async (t) => {
  const stateDir = t.testdir()
  await (await openStore(stateDir)).close()
  await rm(join(stateDir, 'store.json'))
  await (await openStore(stateDir)).close()
  await rm(join(stateDir, 'store.json'))
  await truncate(dataFile(stateDir), 0)
  const backend = await openStore(stateDir)
  t.same((await backend.list('')).items, [])
  await backend.close()
})

t.test('a damaged marker is an error that names it', async (t) => {
  const { stateDir } = await madeStore(t)
  await writeFile(join(stateDir, 'store.json'), '{"identity"')
  const error = await errorOf(stateDir)
  t.equal(error.code, 'damaged')
  t.match(error.message, join(stateDir, 'store.json'))
})

t.test('what is not a file or a directory is an error that names it', async (t) => {
  const { stateDir } = await madeStore(t)
  await rename(dataFile(stateDir), join(stateDir, 'elsewhere'))
  await symlink(join(stateDir, 'elsewhere'), dataFile(stateDir))
  t.match((await errorOf(stateDir)).message, dataFile(stateDir))
  await rm(dataFile(stateDir))
  await mkdir(dataFile(stateDir))
  t.match((await errorOf(stateDir)).message, dataFile(stateDir))
  await rm(join(stateDir, 'store'), { recursive: true })
  await writeFile(join(stateDir, 'store'), 'a file')
  t.match((await errorOf(stateDir)).message, join(stateDir, 'store'))
})

t.test('a state directory that cannot be made is an error that names it', async (t) => {
  const stateDir = t.testdir({ file: '' })
  const error = await errorOf(join(stateDir, 'file', 'state'))
  t.equal(error.code, 'unavailable')
  t.match(error.message, join(stateDir, 'file', 'state'))
})

t.test('a store that is open is not opened again', async (t) => {
  const { stateDir } = await madeStore(t)
  const backend = await openStore(stateDir)
  const error = await errorOf(stateDir)
  t.equal(error.code, 'unavailable')
  t.match(error.message, stateDir)
  t.match(error.message, String(process.pid))
  await backend.close()
  await (await openStore(stateDir)).close()
})

t.test('a reader that was killed does not keep the store from using its pages again', async (t) => {
  const stateDir = t.testdir()
  const backend = await openStore(stateDir)
  t.teardown(() => backend.close())
  const rewrite = async (times: number): Promise<number> => {
    for (let n = 0; n < times; n++) await backend.commit({ type: 'put', key: 'registry/x', value: randomBytes(60_000) })
    return (await stat(dataFile(stateDir))).size
  }
  await rewrite(10)
  const reader = fork(built.reader, [join(stateDir, 'store')], { execArgv: [] })
  await once(reader, 'message')
  const held = await rewrite(100)
  t.ok(held > 5_000_000, `while it reads, nothing is overwritten: ${held}`)
  reader.kill('SIGKILL')
  await once(reader, 'exit')
  const after = await rewrite(200)
  t.ok(after < held + 3_000_000, `${after} bytes, after ${held}`)
})

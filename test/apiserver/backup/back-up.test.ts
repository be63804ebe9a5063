import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdir, open, readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { backUp } from '../../../apiserver/backup/back-up.ts'
import { restore } from '../../../apiserver/backup/restore.ts'
import type { Backend, BackendList } from '../../../apiserver/storage/backend.ts'
import { openLmdbBackend } from '../../../apiserver/storage/lmdb/open-lmdb-backend.ts'
import { lockDirectory } from '../../../apiserver/storage/directory-lock.ts'
import { eventually } from '../../support/processes.ts'
import { buildStorage } from '../storage/fixtures/build-storage.ts'
import { silentLog } from '../storage/fixtures/log.ts'

const built = await buildStorage(t.testdir())
const probe = { script: built.probe, execArgv: [] }
const programs = { probe, copy: { script: built.copy, execArgv: [] } }
const keys = ['pki/ca/ca.key', 'pki/ca/ca.crt', 'pki/agent-ca/ca.key', 'pki/agent-ca/ca.crt']

const back = (stateDir: string, to: string) => backUp({ stateDir, to, version: '1.2.3', programs })

/** A state directory with keys, and no store yet. */
async function keysIn(stateDir: string): Promise<void> {
  for (const path of keys) {
    await mkdir(dirname(join(stateDir, path)), { recursive: true, mode: 0o700 })
    await writeFile(join(stateDir, path), path, { mode: path.endsWith('key') ? 0o600 : 0o644 })
  }
}

const openStore = (stateDir: string): Promise<Backend> =>
  openLmdbBackend({ dir: join(stateDir, 'store'), stateDir, log: silentLog, probe })

async function contents(stateDir: string): Promise<BackendList> {
  const backend = await openStore(stateDir)
  return backend.list('').finally(() => backend.close())
}

interface BackedUp {
  readonly stateDir: string
  readonly backup: string
  /** A directory that is not there. */
  readonly empty: string
}

/** A stopped server's directory with a few records, and a backup of it. Made once: each takes three processes. */
async function makeTemplate(dir: string): Promise<BackendList> {
  const stateDir = join(dir, 'state')
  await keysIn(stateDir)
  const backend = await openStore(stateDir)
  for (const name of ['registry/a', 'registry/b', 'internal/tokens/x/y', 'internal/tokens/x/z'])
    await backend.commit({ type: 'put', key: name, value: randomBytes(3000) })
  await backend.commit({ type: 'delete', key: 'registry/a' })
  const list = await backend.list('')
  await backend.close()
  await back(stateDir, join(dir, 'backup'))
  return list
}

const template = join(t.testdirName, 'template')
const list = await makeTemplate(join(t.testdirName, 'made'))
// Its store is then no longer where it says.
await rename(join(t.testdirName, 'made'), template)

async function backedUp(t: Test): Promise<BackedUp> {
  const dir = t.testdir()
  await cp(template, dir, { recursive: true })
  return { stateDir: join(dir, 'state'), backup: join(dir, 'backup'), empty: join(dir, 'restored') }
}

t.test('a backup that is made while a server writes has everything that was acknowledged before', async (t) => {
  const dir = t.testdir()
  const stateDir = join(dir, 'state')
  await keysIn(stateDir)
  const said = await open(join(dir, 'acknowledged'), 'w+')
  const writer = spawn(process.execPath, [built.writer, stateDir, 'run'], { stdio: ['ignore', said.fd, 'inherit'] })
  t.teardown(async () => {
    writer.kill('SIGKILL')
    await said.close()
  })
  const latest = async (): Promise<number> => {
    const bytes = Buffer.alloc(2000)
    const { size } = await said.stat()
    await said.read(bytes, 0, bytes.length, Math.max(0, size - bytes.length))
    const revisions = [...bytes.toString().matchAll(/^(?:put|delete) \S+ (\d+) /gm)]
    return Number(revisions.at(-1)?.[1] ?? 0)
  }
  for (let round = 0; round < 2; round++) {
    const before = await latest()
    await eventually('more is written', async () => (await latest()) > before + 200, 30_000)
    const least = await latest()
    const { store } = await back(stateDir, join(dir, `backup-${round}`))
    t.ok(store.revision >= least, `${store.revision} is not before ${least}`)
    await restore({ from: join(dir, `backup-${round}`), stateDir: join(dir, `restored-${round}`), probe })
    t.equal((await contents(join(dir, `restored-${round}`))).items.length, store.records)
  }
})

t.test('what is restored is what was backed up, at revisions that nobody has seen', async (t) => {
  const { backup, empty } = await backedUp(t)
  const { revision } = await restore({ from: backup, stateDir: empty, probe })
  t.ok(revision > list.revision + 1e11)
  const backend = await openStore(empty)
  t.teardown(() => backend.close())
  const restored = await backend.list('')
  t.equal(restored.revision, revision)
  t.same(
    restored.items,
    list.items.filter(({ key }) => !key.startsWith('internal/tokens/')),
    'everything but the tokens, which may have been used since',
  )
  const { signal } = new AbortController()
  t.throws(() => backend.watch('', list.revision + 1000, signal), { code: 'compacted' }, 'watches list again')
})

t.test('keys are for their owner only, in the backup and restored', async (t) => {
  const { backup, empty } = await backedUp(t)
  await restore({ from: backup, stateDir: empty, probe })
  const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777
  for (const dir of [backup, empty]) {
    t.equal(await mode(dir), 0o700)
    t.equal(await mode(join(dir, 'pki/ca/ca.key')), 0o600)
    t.equal(await mode(join(dir, 'store/data.mdb')), 0o600)
  }
  t.same((await readdir(empty)).sort(), ['pki', 'store', 'store.json'])
  t.same(await readdir(join(empty, 'store')), ['data.mdb'])
})

t.test('a backup overwrites nothing', async (t) => {
  const { stateDir, backup } = await backedUp(t)
  await t.rejects(back(stateDir, backup), { message: /is there already/ })
  await writeFile(join(t.testdirName, 'file'), '')
  await t.rejects(back(stateDir, join(t.testdirName, 'file')), { message: /is there already/ })
  await t.rejects(back(stateDir, join(t.testdirName, 'none/backup')), { message: /none cannot be written to/ })
})

t.test('there is no backup of what is not whole', async (t) => {
  const { stateDir } = await backedUp(t)
  const dir = join(t.testdirName, 'backups')
  await mkdir(dir)
  await t.rejects(back(dir, join(dir, 'b')), { message: /holds no store/ })
  await rename(join(stateDir, 'pki/ca/ca.key'), join(stateDir, 'pki/ca/other'))
  await t.rejects(back(stateDir, join(dir, 'b')), { message: /ca\.key is missing/ })
  await rename(join(stateDir, 'pki/ca/other'), join(stateDir, 'pki/ca/ca.key'))
  await truncate(join(stateDir, 'store/data.mdb'), 3 * 4096)
  await t.rejects(back(stateDir, join(dir, 'b')), { message: /store/ }, 'and this process survives it')
  await rm(join(stateDir, 'store/data.mdb'))
  await t.rejects(back(stateDir, join(dir, 'b')), { message: /there is no store in/ })
  t.same(await readdir(dir), [], 'nothing is left')
})

t.test('a state directory that was moved, or is seen under another name, is backed up as well', async (t) => {
  const { stateDir } = await backedUp(t)
  const { store } = await back(stateDir, join(t.testdirName, 'again'))
  t.equal(store.records, list.items.length)
})

t.test('nothing is restored into a directory that is in use', async (t) => {
  const { stateDir, backup, empty } = await backedUp(t)
  await t.rejects(restore({ from: backup, stateDir, probe }), { message: /is in use, it holds pki/ })
  await mkdir(empty)
  const starting = await lockDirectory(empty)
  await t.rejects(restore({ from: backup, stateDir: empty, probe }), { message: /is open in another server/ })
  await starting.release()
  await restore({ from: backup, stateDir: empty, probe })
})

t.test('a damaged backup is named, and nothing is made of it', async (t) => {
  const { backup, empty } = await backedUp(t)
  const flip = async (path: string): Promise<void> => {
    const file = await open(join(backup, path), 'r+')
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 100)
    await file.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, 100)
    await file.close()
  }
  const damages: readonly [RegExp, () => Promise<void>][] = [
    [/data\.mdb does not match/, () => flip('store/data.mdb')],
    [/data\.mdb has 8192 bytes/, () => truncate(join(backup, 'store/data.mdb'), 8192)],
    [/pki\/ca\/ca\.key is missing/, () => rm(join(backup, 'pki/ca/ca.key'))],
    [/backup\.json is not what was written/, () => truncate(join(backup, 'backup.json'), 300)],
    [/no backup, or not a whole one/, () => rm(join(backup, 'backup.json'))],
    [/has format 2/, () => writeFile(join(backup, 'backup.json'), '{"format":2}')],
    [
      /backup\.json is not what was written/,
      () =>
        writeFile(
          join(backup, 'backup.json'),
          '{"format":1,"created":"","store":{"identity":"x"},"files":[{"path":"../x"}]}',
        ),
    ],
  ]
  const whole = `${backup}-whole`
  await cp(backup, whole, { recursive: true })
  for (const [message, damage] of damages) {
    await rm(backup, { recursive: true })
    await cp(whole, backup, { recursive: true })
    await damage()
    await t.rejects(restore({ from: backup, stateDir: empty, probe }), { message })
  }
  await restore({ from: whole, stateDir: empty, probe })
})

t.test('a store that does not verify is not restored, and leaves its directory empty', async (t) => {
  const { backup, empty } = await backedUp(t)
  const failing = join(t.testdirName, 'fails.mjs')
  await writeFile(failing, `process.send({ error: { code: 'damaged', message: 'as if' } })`)
  const failed = restore({ from: backup, stateDir: empty, probe: { script: failing, execArgv: [] } })
  await t.rejects(failed, { message: /backup is damaged: as if/ })
  t.same(await readdir(empty), [])
})

t.test('a backup or a restore that is killed is not taken for a whole one', async (t) => {
  const { stateDir, backup, empty } = await backedUp(t)
  const hangs = join(t.testdirName, 'hangs.mjs')
  await writeFile(
    hangs,
    `import { writeFileSync } from 'node:fs'
     process.once('disconnect', () => process.exit())
     writeFileSync(${JSON.stringify(join(t.testdirName, 'probing'))}, '')`,
  )
  const killed = async (...args: readonly string[]): Promise<void> => {
    const script = join(import.meta.dirname, 'fixtures/stops-at-probe.ts')
    const child = spawn(process.execPath, [...process.execArgv, script, ...args, hangs, built.copy], {
      stdio: 'inherit',
    })
    await eventually(
      'the store is being verified',
      () => stat(join(t.testdirName, 'probing')).catch(() => false),
      30_000,
    )
    child.kill('SIGKILL')
    await once(child, 'exit')
    await rm(join(t.testdirName, 'probing'))
  }
  const second = join(t.testdirName, 'second')
  await killed('backup', stateDir, second)
  const left = (await readdir(t.testdirName)).filter((name) => name.startsWith('second'))
  t.match(left, [/^second\.incomplete-/])
  const half = join(t.testdirName, left[0] ?? '')
  await t.rejects(restore({ from: half, stateDir: empty, probe }), { message: /not a whole one/ })

  await killed('restore', empty, backup)
  await t.rejects(contents(empty), { code: 'damaged', message: /store is damaged: it is missing/ })
  await t.rejects(restore({ from: backup, stateDir: empty, probe }), { message: /is in use/ })
})

t.test('a backup that is interrupted leaves nothing', async (t) => {
  const { stateDir } = await backedUp(t)
  const to = join(t.testdirName, 'interrupted')
  const aborted = backUp({ stateDir, to, version: '0', programs, signal: AbortSignal.abort() })
  await t.rejects(aborted, { message: /was interrupted/ })
  t.same((await readdir(t.testdirName)).sort(), ['backup', 'state'])
})

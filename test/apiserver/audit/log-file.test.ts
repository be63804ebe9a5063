import { spawnSync } from 'node:child_process'
import { appendFileSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { LogFile } from '../../../apiserver/audit/log-file.ts'
import type { LogFileOptions } from '../../../apiserver/audit/log-file.ts'

const start = Date.parse('2026-11-21T15:04:05.000Z')

async function openLog(t: Test, options: Partial<LogFileOptions> = {}) {
  const path = options.path ?? join(t.testdir(), 'logs/audit.log')
  const warnings: string[] = []
  const log = await LogFile.open({
    path,
    maxBytes: 100,
    maxBackups: 0,
    maxAgeDays: 0,
    now: () => start,
    warn: (_fields, message) => void warnings.push(message),
    ...options,
  })
  return { log, path, warnings, write: (text: string) => log.append(Buffer.from(text)) }
}

const read = (path: string): string => readFileSync(path, 'utf8')

t.test('the file is its owner’s alone, and its directory is made', async (t) => {
  const { log, path, write } = await openLog(t)
  await write('one\n')
  await write('two\n')
  t.equal(read(path), 'one\ntwo\n')
  t.equal(statSync(path).mode & 0o777, 0o600)
  await log.close()
})

t.test('a file that would grow beyond its size is set aside, under a name of its own', async (t) => {
  const { log, path, write } = await openLog(t, { maxBytes: 10 })
  for (const line of ['a', 'b', 'c']) await write(`${line.repeat(8)}\n`)
  t.same(readdirSync(join(path, '..')), [
    'audit-2026-11-21T15-04-05.000.log',
    'audit-2026-11-21T15-04-05.001.log',
    'audit.log',
  ])
  t.equal(read(path), 'cccccccc\n')
  t.equal(read(path.replace('.log', '-2026-11-21T15-04-05.001.log')), 'bbbbbbbb\n')
  t.equal(statSync(path).mode & 0o777, 0o600)
  await write(`${'d'.repeat(50)}\n`)
  t.equal(read(path).length, 51, 'what is longer than a file gets one')
  await log.close()
})

t.test('the newest of the files that were set aside are kept, and nothing else is touched', async (t) => {
  const dir = t.testdir({
    'audit-2026-11-01T00-00-00.000.log': 'oldest',
    'audit-2026-11-20T00-00-00.000.log': 'older',
    'audit-2026-11-21T00-00-00.000.log': 'old',
    'audit-notes.log': 'a neighbour',
    'audit.log': 'now\n',
  })
  const few = await openLog(t, { path: join(dir, 'audit.log'), maxAgeDays: 7 })
  await few.log.close()
  t.notOk(readdirSync(dir).includes('audit-2026-11-01T00-00-00.000.log'))
  const one = await openLog(t, { path: join(dir, 'audit.log'), maxBackups: 1 })
  await one.log.close()
  t.same(readdirSync(dir), ['audit-2026-11-21T00-00-00.000.log', 'audit-notes.log', 'audit.log'])
})

t.test('half a line that a killed server left is cut, however long it is', async (t) => {
  for (const [left, kept] of [
    ['one\ntwo\nthr', 'one\ntwo\n'],
    [`one\n${'x'.repeat(200_000)}`, 'one\n'],
    ['x'.repeat(70_000), ''],
    ['one\n', 'one\n'],
    ['', ''],
  ] as const) {
    const path = join(t.testdir(), 'audit.log')
    writeFileSync(path, left)
    const { log, warnings, write } = await openLog(t, { path, maxBytes: 1_000_000 })
    t.equal(warnings.length, left === kept ? 0 : 1)
    await write('next\n')
    t.equal(read(path), `${kept}next\n`)
    await log.close()
  }
})

t.test('a file that somebody has moved away is begun anew', async (t) => {
  const { log, path, write } = await openLog(t)
  await write('one\n')
  renameSync(path, `${path}.1`)
  await write('two\n')
  t.equal(read(path), 'two\n')
  t.equal(read(`${path}.1`), 'one\n')
  await log.close()
})

t.test('a file that cannot be set aside grows, and loses nothing', async (t) => {
  const { log, path, write, warnings } = await openLog(t, { maxBytes: 5, now: () => Number.NaN })
  await write('one\n')
  await write('two\n')
  t.equal(read(path), 'one\ntwo\n')
  t.equal(warnings.length, 1)
  await log.close()
})

t.test('what is no regular file is written to, and fails like one', async (t) => {
  const { log, write } = await openLog(t, { path: '/dev/full' })
  await t.rejects(write('one\n'), { name: 'AppendError', writtenBytes: 0, message: /ENOSPC/ })
  await log.close()
})

t.test('a path that leads nowhere is an error', async (t) => {
  await t.rejects(openLog(t, { path: '/dev/null/audit.log' }), { code: /ENOTDIR|EEXIST/ })
})

/** A file system of 64 KiB; undefined where none can be mounted. */
async function smallDisk(): Promise<string | undefined> {
  const disk = await mkdtemp(join(tmpdir(), 'aranya-audit-'))
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status === 0) return disk
  await rm(disk, { recursive: true })
  return undefined
}

const disk = await smallDisk()

t.test(
  'a full disk leaves whole lines, and what comes next follows',
  { skip: !disk && 'mounting takes root' },
  async (t) => {
    if (disk === undefined) return
    t.teardown(async () => {
      spawnSync('umount', [disk])
      await rm(disk, { recursive: true })
    })
    const path = join(disk, 'audit.log')
    await writeFile(join(disk, 'ballast'), Buffer.alloc(32 * 1024))
    const { log, write } = await openLog(t, { path, maxBytes: 1_000_000 })
    const lines = Array.from({ length: 600 }, (_, n) => `${String(n).padStart(98, '0')}\n`).join('')
    const error = await write(lines).then(
      () => t.fail('there is no room for it'),
      (error: { writtenBytes: number; message: string }) => error,
    )
    t.match(error, { message: /ENOSPC/ })
    const { writtenBytes } = error as { writtenBytes: number }
    t.equal(writtenBytes % 99, 0, 'whole lines')
    t.ok(writtenBytes > 0)
    t.equal(read(path), lines.slice(0, writtenBytes))
    await rm(join(disk, 'ballast'))
    await write(lines.slice(writtenBytes))
    t.equal(read(path), lines)
    appendFileSync(path, 'torn')
    await log.close()
    const again = await openLog(t, { path, maxBytes: 1_000_000 })
    t.equal(read(path), lines)
    await again.log.close()
  },
)

import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'
import type { Header } from 'tar-stream'
import t from 'tap'
import type { Test } from 'tap'
import type { aranya } from '../../../proto/gen/agent.js'
import { recognizeCopy } from '../../../agent/copy/copy-command.ts'
import type { CopyRequest } from '../../../agent/copy/copy-program.ts'
import { extractArchive } from '../../../agent/copy/extraction.ts'
import { Report } from '../../../agent/copy/report.ts'
import { prepareCommand } from '../../../agent/profile/prepare-command.ts'
import { exitCode, run as runProcess } from '../../support/processes.ts'
import { makeTree, readTree } from '../../support/trees.ts'

type Profile = aranya.agent.v1.Profile.$Properties

const root = process.getuid?.() === 0
const nobody = { uid: 65534, gid: 65534, groups: [65534] }
const program = join(import.meta.dirname, '../../../dist/agent/copy/copy-main.js')

function directoryFor(t: Test): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'arhat-copy-')))
  chmodSync(directory, 0o755)
  t.teardown(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Runs the compiled program, as the agent does; hack/test.sh has built dist/. */
async function run(command: readonly string[], options: { user?: CopyRequest['user']; input?: Buffer } = {}) {
  const { user, input } = options
  const copy = recognizeCopy(command)?.copy
  if (!copy) throw new Error('not recognized')
  const request: CopyRequest = { copy, ...(user && { user }) }
  const { code, ...outputs } = await runProcess([process.execPath, program, JSON.stringify(request)], {
    env: {},
    ...(input && { input }),
  })
  return { exitCode: code, ...outputs }
}

type Member = Partial<Header> & Pick<Header, 'name'>

async function makeArchive(...members: readonly (readonly [Member, string?])[]): Promise<Buffer> {
  const made = pack()
  for (const [header, content] of members) made.entry(header, content ?? '')
  made.finalize()
  return buffer(made)
}

t.test('a tree is the same after both ways, for tar as for the agent', async (t) => {
  const source = directoryFor(t)
  makeTree(join(source, 'tree'))
  utimesSync(join(source, 'tree/data'), 1e9, 1e9)
  const expected = readTree(join(source, 'tree'))
  const made = await run(['tar', 'cf', '-', '-C', source, 'tree'])
  t.match(made, { exitCode: 0, stderr: '' })
  const [ofTar, ofAgent] = [directoryFor(t), directoryFor(t)]
  execFileSync('tar', ['xf', '-', '-C', ofTar], { input: made.stdout })
  t.same(readTree(join(ofTar, 'tree')), expected)
  t.match(await run(['tar', 'xf', '-', '-C', ofAgent], { input: made.stdout }), { exitCode: 0, stderr: '' })
  t.same(readTree(join(ofAgent, 'tree')), expected)
  const { mode, mtimeMs } = statSync(join(ofAgent, 'tree/data'))
  t.equal(mtimeMs, 1e12, 'without m, times are kept')
  t.equal(mode & 0o777, statSync(join(source, 'tree/data')).mode & 0o777)
  const byTar = execFileSync('tar', ['cf', '-', '-C', source, 'tree'])
  const again = directoryFor(t)
  t.match(await run(['tar', '-xmf', '-', '-C', again], { input: byTar }), { exitCode: 0 })
  t.same(readTree(join(again, 'tree')), expected)
  t.equal(statSync(join(again, 'tree/data')).ino, statSync(join(again, 'tree/data again')).ino, 'hard links are links')
  t.ok(statSync(join(again, 'tree/data')).mtimeMs > 1e12, 'with m, they are not')
})

t.test('what cannot be read is told, and the rest copied', async (t) => {
  const missing = await run(['tar', 'cf', '-', '/no/such'])
  t.equal(missing.exitCode, 2)
  t.match(missing.stderr, 'tar: /no/such: Cannot stat: No such file or directory\n')
  const source = directoryFor(t)
  writeFileSync(join(source, 'a secret'), 'secret', { mode: 0o600 })
  writeFileSync(join(source, 'public'), 'public', { mode: 0o644 })
  if (!root) chmodSync(join(source, 'a secret'), 0)
  const made = await run(['tar', 'cf', '-', source], root ? { user: nobody } : {})
  t.equal(made.exitCode, 2)
  t.match(made.stderr, /tar: Removing leading `\/' from member names\n/)
  t.match(made.stderr, /a secret: Cannot open: Permission denied\n/)
  const names = execFileSync('tar', ['tf', '-'], { input: made.stdout }).toString()
  t.match(names, /public\n/)
  t.notMatch(names, /secret/)
})

t.test('members that lead out of the directory are refused, and links of the archive never followed', async (t) => {
  const outside = directoryFor(t)
  const target = directoryFor(t)
  symlinkSync(outside, join(target, 'planted before'))
  const hostile = await makeArchive(
    [{ name: '../escaped' }, 'x'],
    [{ name: 'a/../../escaped' }, 'x'],
    [{ name: 'out', type: 'symlink', linkname: outside }],
    [{ name: 'out/escaped' }, 'x'],
    [{ name: 'file link', type: 'symlink', linkname: join(outside, 'victim') }],
    [{ name: 'file link' }, 'in the place of a link'],
    [{ name: 'planted before/escaped' }, 'x'],
    [{ name: 'stolen', type: 'link', linkname: '../../../etc/passwd' }],
    [{ name: 'pipe', type: 'fifo' }],
    [{ name: '/absolute' }, 'kept within'],
    [{ name: 'last' }, 'the rest goes on'],
  )
  const result = await run(['tar', '-xmf', '-', '-C', target], { input: hostile })
  t.equal(result.exitCode, 2)
  t.same(readTree(outside), {})
  t.match(result.stderr, /\.\.\/escaped: Member name contains '\.\.'/)
  t.match(result.stderr, /planted before\/escaped: Cannot open/)
  t.match(result.stderr, /out: Cannot create symlink/)
  t.match(result.stderr, /pipe: Cannot extract/)
  t.match(result.stderr, /Removing leading `\/' from member names/)
  t.equal(readFileSync(join(target, 'last'), 'utf8'), 'the rest goes on')
  t.equal(readFileSync(join(target, 'absolute'), 'utf8'), 'kept within')
  t.equal(readFileSync(join(target, 'file link'), 'utf8'), 'in the place of a link')
  t.notOk(existsSync(join(target, 'stolen')))
  t.ok(lstatSync(join(target, 'out')).isDirectory())
})

t.test(
  'links that are made last lead nothing out of the directory: neither a later link nor a directory’s mode',
  async (t) => {
    const [outside, target] = [directoryFor(t), directoryFor(t)]
    mkdirSync(join(outside, 'd'), { mode: 0o700 })
    writeFileSync(join(outside, 'h'), 'secret')
    chmodSync(outside, 0o711)
    mkdirSync(join(target, 'sub'))
    for (const name of ['a', 'b']) symlinkSync('sub', join(target, name))
    const before = readTree(outside)
    const hostile = await makeArchive(
      [{ name: 'a', type: 'directory', mode: 0o777 }],
      [{ name: 'a', type: 'symlink', linkname: outside }],
      [{ name: 'a/h', type: 'symlink', linkname: 'planted' }],
      [{ name: 'stolen', type: 'link', linkname: 'a/h' }],
      [{ name: 'a/l', type: 'symlink', linkname: 'planted' }],
      [{ name: 'a/d', type: 'directory', mode: 0o777 }],
      [{ name: 'b/l', type: 'symlink', linkname: 'harmless' }],
      [{ name: 'b/d', type: 'directory', mode: 0o750 }],
    )
    const result = await run(['tar', '-xmf', '-', '-C', target], { input: hostile })
    t.equal(result.exitCode, 2)
    t.same(readTree(outside), before)
    t.same(readdirSync(outside).toSorted(), ['d', 'h'])
    t.equal(statSync(outside).mode & 0o777, 0o711)
    t.equal(statSync(join(outside, 'd')).mode & 0o777, 0o700)
    t.notOk(existsSync(join(target, 'stolen')))
    t.match(result.stderr, /a\/l: Cannot create symlink to 'planted': a leads elsewhere by now/)
    t.match(result.stderr, /stolen: Cannot hard link to 'a\/h': a leads elsewhere by now/)
    t.match(result.stderr, /a\/d: Cannot change attributes: it leads elsewhere by now/)
    t.equal(readlinkSync(join(target, 'sub/l')), 'harmless', 'a link to a directory within is followed')
    t.equal(statSync(join(target, 'sub/d')).mode & 0o777, 0o750)
  },
)

t.test('what is there gives way, and is not written through', async (t) => {
  const [outside, target] = [directoryFor(t), directoryFor(t)]
  writeFileSync(join(outside, 'victim'), 'untouched')
  symlinkSync(join(outside, 'victim'), join(target, 'file'))
  mkdirSync(join(target, 'directory'))
  const input = await makeArchive([{ name: 'file' }, 'new'], [{ name: 'directory' }, 'x'], [{ name: 'other' }, 'y'])
  const result = await run(['tar', '-xmf', '-', '-C', target], { input })
  t.equal(result.exitCode, 2)
  t.match(result.stderr, /tar: directory: Cannot open: File exists/)
  t.equal(readFileSync(join(target, 'file'), 'utf8'), 'new')
  t.equal(readFileSync(join(outside, 'victim'), 'utf8'), 'untouched')
  t.equal(readFileSync(join(target, 'other'), 'utf8'), 'y')
})

t.test('what is no archive, or not a whole one, fails', async (t) => {
  const target = directoryFor(t)
  const whole = await makeArchive([{ name: 'file' }, 'x'.repeat(5000)])
  for (const input of [Buffer.alloc(0), Buffer.alloc(2048, 'garbage'), whole.subarray(0, 2000)]) {
    const { exitCode, stderr } = await run(['tar', 'xf', '-', '-C', target], { input })
    t.equal(exitCode, 2)
    t.match(stderr, /tar: (This does not look like a tar archive|The archive is damaged)/)
  }
  t.match(await run(['tar', 'xf', '-', '-C', '/no/such'], { input: whole }), {
    exitCode: 2,
    stderr: /tar: \/no\/such: Cannot open: No such file or directory/,
  })
})

t.test('an archive that is there at once is extracted from its first byte', async (t) => {
  const target = directoryFor(t)
  const before = process.cwd()
  process.chdir(target)
  const report = new Report()
  const input = Readable.from([await makeArchive([{ name: 'file' }, 'x'])])
  await extractArchive(input, report, { keepTimes: false, keepOwners: false })
  process.chdir(before)
  t.equal(report.status, 0)
  t.same(Object.keys(readTree(target)), ['file'])
})

t.test('a size beyond 8 GiB is told, in memory that does not grow with it', async (t) => {
  const source = directoryFor(t)
  const size = 9 * 1024 ** 3
  writeFileSync(join(source, 'huge'), '')
  truncateSync(join(source, 'huge'), size)
  const request: CopyRequest = { copy: { kind: 'create', directory: source, path: 'huge' } }
  const child = spawn(process.execPath, [program, JSON.stringify(request)], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = exitCode(child)
  let head = Buffer.alloc(0)
  let readBytes = 0
  for await (const chunk of child.stdout) {
    if (head.length < 4096) head = Buffer.concat([head, chunk as Buffer])
    readBytes += (chunk as Buffer).length
    if (readBytes > 200e6) break
  }
  const peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1])
  t.ok(peakKb < 200_000, `${peakKb} kB at most`)
  child.stdout.destroy()
  t.not(await ended, 0, 'it ends when nobody takes its output')
  t.match(head.toString('latin1'), `size=${size}\n`)
})

t.test('test -d answers by its status', async (t) => {
  t.equal((await run(['test', '-d', '/etc'])).exitCode, 0)
  t.equal((await run(['test', '-d', '/etc/passwd'])).exitCode, 1)
  t.equal((await run(['test', '-d', '/no/such'])).exitCode, 1)
})

t.test('the agent answers only where the device lacks the program, and the profile allows it', async (t) => {
  const directory = directoryFor(t)
  writeFileSync(join(directory, 'tar'), '#!/bin/sh\n', { mode: 0o755 })
  const prepare = (argv: string[], profile: Profile) =>
    prepareCommand({ argv, profile, tty: false, marker: 'marker', ownEnv: {} })
  const tar = ['tar', 'cf', '-', '/etc/hostname']
  const bare = { env: [{ name: 'PATH', value: '/nowhere' }] }
  const own = prepare(tar, { env: [{ name: 'PATH', value: directory }] })
  t.match(own, { path: join(directory, 'tar'), argv: tar })
  const answered = prepare(tar, { ...bare, workingDir: '/etc' })
  t.match(answered, { path: process.execPath, workingDir: '/etc', user: undefined })
  t.same(answered.env, { ARHAT_SESSION: 'marker' }, 'nothing of the profile’s variables gets to Node.js')
  t.throws(() => prepare(['tar', '--version'], bare), { code: 'not-found' })
  for (const argv of [tar, ['test', '-d', '/etc'], ['sh', '-c', 'tar cf - /etc | tail -c+1']])
    t.throws(() => prepare(argv, { ...bare, allowedCommands: { items: ['uptime'] } }), { code: 'forbidden' })
})

t.test('as root, it is the profile’s user who reads and writes', { skip: !root && 'needs root' }, async (t) => {
  const asNobody = prepareCommand({
    argv: ['test', '-d', '/'],
    profile: { user: 'nobody', env: [{ name: 'PATH', value: '/nowhere' }] },
    tty: false,
    marker: 'marker',
    ownEnv: {},
  })
  t.match(JSON.parse(asNobody.argv.at(-1) ?? ''), { user: { uid: 65534, gid: 65534 } })
  const shadow = await run(['tar', 'cf', '-', '/etc/shadow'], { user: nobody })
  t.equal(shadow.exitCode, 2)
  t.match(shadow.stderr, /\/etc\/shadow: Cannot open: Permission denied/)
  const target = directoryFor(t)
  const input = await makeArchive([{ name: 'file', uid: 0 }, 'x'])
  const extract = () => run(['tar', '-xmf', '-', '-C', target], { user: nobody, input })
  t.match(await extract(), { exitCode: 2, stderr: /file: Cannot open: Permission denied/ })
  chmodSync(target, 0o777)
  t.match(await extract(), { exitCode: 0 })
  t.equal(statSync(join(target, 'file')).uid, 65534)
})

import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import type { Test } from 'tap'
import type { BackendList } from '../../../../apiserver/storage/backend.ts'
import { openLmdbBackend } from '../../../../apiserver/storage/lmdb/open-lmdb-backend.ts'
import { buildStorage } from '../fixtures/build-storage.ts'
import { silentLog } from '../fixtures/log.ts'
import { seededRandom } from '../../../support/random.ts'

const rounds = process.env.ARANYA_TEST_FULL ? 20 : 6
const built = await buildStorage(t.testdir())
const probe = { script: built.probe, execArgv: [] }

/** What was acknowledged last for each key. Each client has its own keys and waits for each answer. */
interface Acknowledged {
  revision: number
  readonly keys: Map<string, { revision: number; value: string | undefined; deleting?: boolean }>
}

function note(acknowledged: Acknowledged, line: string): void {
  const [type = '', key = '', revision = '', value = ''] = line.split(' ')
  if (type === 'put') acknowledged.keys.set(key, { revision: Number(revision), value })
  if (type === 'delete') acknowledged.keys.set(key, { revision: Number(revision), value: undefined })
  const known = acknowledged.keys.get(key)
  if (type === 'deleting' && known) known.deleting = true
  acknowledged.revision = Math.max(acknowledged.revision, Number(revision))
}

/** Kills the writer once it has acknowledged `count` commits. */
async function writeAndKill(options: { stateDir: string; run: string; count: number; acknowledged: Acknowledged }) {
  const { stateDir, run, count, acknowledged } = options
  const child = spawn(process.execPath, [built.writer, stateDir, run], { stdio: ['ignore', 'pipe', 'inherit'] })
  let seen = 0
  for await (const line of createInterface({ input: child.stdout })) {
    note(acknowledged, line)
    if (!/^(put|delete) /.test(line)) continue
    if (++seen === count) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return { seen, signal: child.signalCode, code: child.exitCode }
}

function compare(t: Test, list: BackendList, acknowledged: Acknowledged): void {
  const found = new Map(list.items.map((item) => [item.key, item]))
  const wrong: string[] = []
  for (const [key, { revision, value, deleting }] of acknowledged.keys) {
    const item = found.get(key)
    // What was under way may have been stored without having been acknowledged.
    if (item ? item.revision > revision : deleting) continue
    const text = item && Buffer.from(item.value).toString().replace(/\.+$/, '')
    if (text !== value) wrong.push(`${key}: ${text} instead of ${value}`)
  }
  t.same(wrong, [], 'everything acknowledged is there')
  t.ok(list.revision >= acknowledged.revision, `revision ${list.revision} is not before ${acknowledged.revision}`)
}

t.test('what was acknowledged survives kill -9 at any moment, and revisions never go back', async (t) => {
  const stateDir = join(t.testdir(), 'state')
  const acknowledged: Acknowledged = { revision: 0, keys: new Map() }
  let total = 0
  const random = seededRandom(t)
  for (let round = 0; round < rounds; round++) {
    const count = 1 + random.below(400)
    const { seen, signal, code } = await writeAndKill({ stateDir, run: `run${round}`, count, acknowledged })
    t.equal(signal, 'SIGKILL', `${seen} of ${count} acknowledged, exit code ${code}`)
    total += seen
    const backend = await openLmdbBackend({ dir: join(stateDir, 'store'), stateDir, log: silentLog, probe })
    compare(t, await backend.list(''), acknowledged)
    await backend.close()
  }
  t.ok(total > rounds, `${total} commits were acknowledged`)
})

const strace = spawnSync('strace', ['-V']).status === 0
const skip = strace ? false : 'strace is not installed'

t.test('the data is synced before a commit is acknowledged', { skip }, async (t) => {
  const dir = t.testdir()
  const trace = join(dir, 'trace')
  const syscalls = 'trace=openat,close,write,pwrite64,pwritev,writev,fdatasync,fsync,msync'
  const traced = ['-f', '-y', '-s', '24', '-e', syscalls, '-o', trace, process.execPath, built.writer]
  const child = spawn('strace', [...traced, join(dir, 'state'), 'run', '200'], { stdio: 'ignore' })
  await ended(child)
  const { acknowledgements, unsynced } = readTrace(await readFile(trace, 'utf8'))
  t.equal(acknowledgements, 200)
  t.same(unsynced, [], 'no answer while written data waits for its sync')
})

async function ended(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`the writer ended with ${code}`)
}

/**
 * Follows the trace. The last step of an LMDB transaction is a small write of its head through a descriptor that was opened
 * with O_DSYNC, after a fdatasync of its pages. An answer is wrong when fewer heads are complete than transactions that it needs.
 */
function readTrace(text: string): { acknowledgements: number; unsynced: string[] } {
  let acknowledgements = 0
  let commits = 0
  let answeredSince = 0
  let dirty = false
  const synchronous = new Set<string>()
  const unsynced: string[] = []
  for (const line of joinResumed(text)) {
    const opened = /openat\(.*data\.mdb", \S*O_DSYNC.*= (\d+)</.exec(line)
    if (opened?.[1]) synchronous.add(opened[1])
    const [, call = '', descriptor = ''] = /(pwrite64|pwritev|writev|write|fdatasync|fsync)\((\d+)</.exec(line) ?? []
    const ofData = line.includes('data.mdb>')
    if (ofData && call.includes('write') && !synchronous.has(descriptor)) dirty = true
    if (ofData && call.endsWith('sync')) dirty = false
    if (ofData && call.includes('write') && synchronous.has(descriptor)) {
      if (dirty) unsynced.push(`a head before its pages: ${line}`)
      commits++
      answeredSince = 0
    }
    if (!/ write\(1<.*"(put|delete) /.test(line)) continue
    acknowledgements++
    // A batch holds at most one commit of each of the 32 clients.
    if (commits === 0 || ++answeredSince > 64) unsynced.push(line)
  }
  return { acknowledgements, unsynced }
}

/** The lines in the order in which calls ended: a call that was interrupted in the trace counts where it resumed. */
function joinResumed(text: string): string[] {
  const started = new Map<string, string>()
  return text.split('\n').flatMap((line) => {
    const pid = line.slice(0, line.indexOf(' '))
    if (line.endsWith('<unfinished ...>')) {
      started.set(pid, line.slice(0, -'<unfinished ...>'.length))
      return []
    }
    const resumed = /<\.\.\. \w+ resumed>(.*)$/.exec(line)
    return resumed ? [(started.get(pid) ?? '') + (resumed[1] ?? '')] : [line]
  })
}

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readBootId, readProcess } from '../../../agent/host/process-table.ts'
import { membersOf, SessionReaper } from '../../../agent/host/session-reaper.ts'
import { SessionRecords } from '../../../agent/host/session-records.ts'
import { processesWith, until } from '../support/processes.ts'
import { quietLog } from '../support/quiet-log.ts'

/** A session whose processes carry `MARK`; its first process is a child of this one. */
function startSession(script: string, env: NodeJS.ProcessEnv = {}) {
  const marker = randomBytes(8).toString('hex')
  const child = spawn('bash', ['-c', script], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ...env, MARK: marker },
  })
  const sid = child.pid ?? 0
  return { child, marker, session: { sid, startTime: readProcess(sid)?.startTime } }
}

const reaper = (): SessionReaper => new SessionReaper({ log: quietLog(), hangupMs: 100 })

t.test('processes that fork faster than they can be looked at end all the same', async (t) => {
  const { session, marker } = startSession(
    `trap '' HUP; chain() { (chain) & }; while :; do (sleep 100 & sleep 0.01) & wait $!; done`,
  )
  await until(async () => (await processesWith('MARK', marker)).length > 10)
  await reaper().end(session)
  t.same(await processesWith('MARK', marker), [])
})

t.test('the end of a session that is over resolves at once, and twice is once', async (t) => {
  const { child, session } = startSession('exit 0')
  await new Promise((resolve) => child.once('exit', resolve))
  const one = reaper()
  const ends = [one.end(session), one.end(session)]
  t.equal(ends[0], ends[1])
  await Promise.all(ends)
})

t.test('a stranger’s session that was given the number again is left alone', (t) => {
  const stranger = { pid: 500, group: 500, session: 500, startTime: 2000 }
  const child = { pid: 501, group: 500, session: 500, startTime: 2001 }
  t.same(membersOf({ sid: 500, startTime: 1000 }, [stranger, child]), [])
  t.same(membersOf({ sid: 500, startTime: 2000 }, [stranger, child]), [stranger, child])
  t.same(membersOf({ sid: 500, startTime: 1000 }, [child]), [child], 'its first process is gone, the rest is ours')
  t.end()
})

t.test('a record is acted upon only when it is certain whose processes these are', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'arhat-records-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  const ours = startSession('sleep 100', { ARHAT_SESSION: 'ours' })
  const strangers = startSession('sleep 100; :', { ARHAT_SESSION: 'another' })
  t.teardown(() => strangers.child.kill('SIGKILL'))
  const bootId = readBootId()
  const put = (name: string, record: object | string) =>
    writeFileSync(join(directory, name), typeof record === 'string' ? record : JSON.stringify(record))
  put('ours.json', { session: ours.session, bootId })
  put('b.json', { session: { sid: strangers.session.sid, startTime: 1 }, bootId })
  put('c.json', { session: strangers.session, bootId: 'an earlier boot' })
  put('d.json', { session: { sid: strangers.session.sid }, bootId })
  put('e.json', '{"session":')
  put('f.json', { session: { sid: 1, startTime: 0 }, bootId })
  t.equal(await new SessionRecords({ directory, log: quietLog() }).reap(reaper(), quietLog()), 1)
  t.same(await processesWith('MARK', ours.marker), [])
  t.equal((await processesWith('MARK', strangers.marker)).length, 2)
  t.same(readdirSync(directory), [])
})

t.test('after its first process is gone, a session is known by the marker in an environment', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'arhat-records-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  const { child, session, marker } = startSession('nohup sleep 100 & exit 0', { ARHAT_SESSION: 'left' })
  await new Promise((resolve) => child.once('exit', resolve))
  t.equal((await processesWith('MARK', marker)).length, 1)
  const records = new SessionRecords({ directory, log: quietLog() })
  records.add(session, 'left')
  t.equal(await records.reap(reaper(), quietLog()), 1)
  t.same(await processesWith('MARK', marker), [])
})

t.test('a session whose number was never noted, or only half, is known by the marker as well', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'arhat-records-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  const [announced, half] = [
    startSession('sleep 100; :', { ARHAT_SESSION: 'announced' }),
    startSession('sleep 100 & sleep 100; :', { ARHAT_SESSION: 'half' }),
  ]
  await until(async () => (await processesWith('MARK', announced.marker)).length === 2)
  await until(async () => (await processesWith('MARK', half.marker)).length === 3)
  const records = new SessionRecords({ directory, log: quietLog() })
  records.announce('announced')
  writeFileSync(join(directory, 'half.json'), '')
  t.equal(await records.reap(reaper(), quietLog()), 2)
  t.same(await processesWith('MARK', announced.marker), [])
  t.same(await processesWith('MARK', half.marker), [])
  t.same(readdirSync(directory), [])
})

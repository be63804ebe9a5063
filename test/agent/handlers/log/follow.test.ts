import { spawn } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { exitCode, eventually } from '../../../support/processes.ts'
import { startLocalAgent } from '../../support/local-agent.ts'
import { failureOf, followLog, LogReader, openLog } from '../../support/log-client.ts'
import { encodeControlMessage } from '../../../../proto/sessions/session-request.ts'

const writer = join(import.meta.dirname, '../../support/log-writer.ts')

async function start(t: Test) {
  const agent = await startLocalAgent(t)
  agent.allowed = ['log']
  const path = join(agent.stateDir, 'app.log')
  return { agent, path, source: { path } }
}

/** Descriptors of this process, in which the agent is, that lead below a directory, or to inotify. */
function openBelow(directory: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`)
      return target.startsWith(directory) ? [target] : []
    } catch {
      return []
    }
  })
}

t.test('lines are followed as they come, also those that come in parts', async (t) => {
  const { agent, path, source } = await start(t)
  writeFileSync(path, 'one\ntwo\n')
  const reader = await followLog(agent.session, { source, tailLines: 1 })
  await reader.until((text) => text === 'two\n')
  appendFileSync(path, 'thr')
  await reader.until((text) => text.endsWith('thr'))
  appendFileSync(path, 'ee\n')
  await reader.until((text) => text === 'two\nthree\n')
  reader.leave()
  await eventually('nothing is left open', () => openBelow(path).length === 0)
})

t.test('a client that leaves when no line ever came leaves nothing open', async (t) => {
  const { agent, path, source } = await start(t)
  writeFileSync(path, '')
  const readers = await Promise.all(Array.from({ length: 8 }, () => followLog(agent.session, { source })))
  await eventually('they are open', () => openBelow(path).length === 8)
  for (const reader of readers) reader.leave()
  await eventually('nothing is left open', () => openBelow(path).length === 0)
  await eventually(
    'all sessions are over',
    () => agent.log.entries.filter(({ message }) => /fail|end/.test(message)).length === 8,
  )
})

t.test('a follower has its end where the limit is', async (t) => {
  const { agent, path, source } = await start(t)
  writeFileSync(path, 'one\n')
  const reader = await followLog(agent.session, { source, limitBytes: 6 })
  await reader.until((text) => text === 'one\n')
  appendFileSync(path, 'two\nthree\n')
  t.equal(failureOf(await reader.channel.ended), undefined)
  t.equal(reader.text, 'one\ntw')
})

t.test('a file that is not there yet is followed from its first line', async (t) => {
  const { agent, path } = await start(t)
  const directory = join(path, '..', 'later')
  const reader = await followLog(agent.session, { source: { path: join(directory, 'x.log') }, timestamps: true })
  mkdirSync(directory)
  writeFileSync(join(directory, 'x.log'), '2026-11-21T10:00:00Z one\n')
  await reader.until((text) => text === '2026-11-21T10:00:00.000Z 2026-11-21T10:00:00Z one\n')
  reader.leave()
})

t.test('a directory that is replaced, and a link that comes to lead elsewhere', async (t) => {
  const { agent, path } = await start(t)
  const directory = join(path, '..', 'logs')
  const link = join(path, '..', 'current')
  mkdirSync(directory)
  writeFileSync(join(directory, 'x.log'), 'one\n')
  symlinkSync(join(directory, 'x.log'), link)
  const byName = await followLog(agent.session, { source: { path: join(directory, 'x.log') } })
  const byLink = await followLog(agent.session, { source: { path: link } })
  await byName.until((text) => text === 'one\n')
  await byLink.until((text) => text === 'one\n')
  renameSync(directory, `${directory}.old`)
  appendFileSync(join(`${directory}.old`, 'x.log'), 'two\n')
  mkdirSync(directory)
  writeFileSync(join(directory, 'x.log'), 'three\n')
  writeFileSync(join(directory, 'y.log'), 'four\n')
  await byName.until((text) => text === 'one\ntwo\nthree\n')
  await byLink.until((text) => text === 'one\ntwo\nthree\n')
  rmSync(link)
  symlinkSync(join(directory, 'y.log'), link)
  await byLink.until((text) => text === 'one\ntwo\nthree\nfour\n')
  byName.leave()
  byLink.leave()
})

t.test('a service goes on writing into the old file for a while after it was renamed', async (t) => {
  const { agent, path, source } = await start(t)
  writeFileSync(path, 'one\n')
  const reader = await followLog(agent.session, { source })
  await reader.until((text) => text === 'one\n')
  renameSync(path, `${path}.1`)
  writeFileSync(path, '')
  for (const word of ['two\n', 'three\n']) {
    appendFileSync(`${path}.1`, word)
    await reader.until((text) => text.endsWith(word))
  }
  appendFileSync(path, 'five\n')
  appendFileSync(`${path}.1`, 'four\n')
  await reader.until((text) => text === 'one\ntwo\nthree\nfour\nfive\n')
  reader.leave()
})

t.test('a file that was truncated and has grown again, beyond where it was', async (t) => {
  const { agent, path, source } = await start(t)
  writeFileSync(path, 'one\n')
  const reader = await followLog(agent.session, { source })
  await reader.until((text) => text === 'one\n')
  writeFileSync(path, 'two, and more\n')
  await reader.until((text) => text === 'one\ntwo, and more\n')
  reader.leave()
})

/** So that times of files differ. Nothing else runs meanwhile, the agent neither. */
const standStill = (): string => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)

function copyAndTruncate(path: string, copy: string): void {
  standStill()
  copyFileSync(path, copy)
  standStill()
  truncateSync(path)
}

t.test('a file that was filled, copied and truncated twice before it was looked at', async (t) => {
  const { agent, path, source } = await start(t)
  writeFileSync(path, '')
  writeFileSync(`${path}.1`, 'before that\n')
  const reader = await followLog(agent.session, { source })
  await eventually('it is followed', () => openBelow(path).length === 1)
  renameSync(`${path}.1`, `${path}.2`)
  appendFileSync(path, 'one\n')
  copyAndTruncate(path, `${path}.1`)
  appendFileSync(path, 'two\n')
  renameSync(`${path}.1`, `${path}.3`)
  copyAndTruncate(path, `${path}.1`)
  appendFileSync(path, 'three\n')
  await reader.until((text) => text === 'one\ntwo\nthree\n')
  reader.leave()
})

t.test('a file that after its truncation has the same at the same place', async (t) => {
  const { agent, path, source } = await start(t)
  const same = 'x\n'.repeat(2000)
  writeFileSync(path, `one\n${same}`)
  const reader = await followLog(agent.session, { source })
  await reader.until((text) => text === `one\n${same}`)
  copyAndTruncate(path, `${path}.1`)
  appendFileSync(path, `two\n${same}three\n`)
  await reader.until((text) => text === `one\n${same}two\n${same}three\n`)
  reader.leave()
})

const lines = process.env['ARANYA_TEST_FULL'] ? 200_000 : 20_000
for (const how of ['rename', 'copytruncate']) {
  t.test(`no line is lost or repeated when a fast writer rotates by ${how}`, async (t) => {
    const { agent, path, source } = await start(t)
    writeFileSync(path, '')
    const readers = await Promise.all([followLog(agent.session, { source }), followLog(agent.session, { source })])
    const args = [...process.execArgv, writer, path, String(lines), '1500', how]
    t.equal(await exitCode(spawn(process.execPath, args, { stdio: 'inherit' })), 0)
    for (const reader of readers) {
      await reader.until((text) => text.endsWith('end\n'))
      checkLines(t, reader.text)
      reader.leave()
    }
    await eventually('nothing is left open', () => openBelow(path).length === 0)
  })
}

function checkLines(t: Test, text: string): void {
  const numbers = text.split('\n').flatMap((line) => /^line (\d+)/.exec(line)?.[1] ?? [])
  const wrong = numbers.findIndex((number, index) => Number(number) !== index + 1)
  t.equal(wrong, -1, `line ${wrong + 1} is ${numbers[wrong]}`)
  t.equal(numbers.length, lines)
}

for (const how of ['rename', 'copytruncate']) {
  t.test(`a follower that reads nothing for a while loses nothing by ${how}, and holds up nobody`, async (t) => {
    const { agent, path, source } = await start(t)
    writeFileSync(path, '')
    const slow = await openLog(agent.session, { source, follow: true })
    slow.control(encodeControlMessage({ start: {} }))
    const quick = await followLog(agent.session, { source })
    const line = `${'x'.repeat(1023)}\n`
    for (const part of ['a', 'b', 'c', 'd']) {
      for (let count = 0; count < 1024; count++) appendFileSync(path, part + line.slice(1))
      const size = ('abcd'.indexOf(part) + 1) * 1024 * 1024
      await eventually('the quick one has it', () => quick.length === size)
      rotate(path, how)
    }
    appendFileSync(path, 'end\n')
    await quick.until((text) => text.endsWith('end\n'))
    const reader = new LogReader(slow)
    await reader.until((text) => text.endsWith('end\n'))
    t.ok(reader.bytes.equals(quick.bytes))
    reader.leave()
    quick.leave()
  })
}

function rotate(path: string, how: string): void {
  if (how === 'rename') {
    renameSync(path, `${path}.${readdirSync(join(path, '..')).length + 1}`)
    return writeFileSync(path, '')
  }
  copyFileSync(path, `${path}.${readdirSync(join(path, '..')).length + 1}`)
  truncateSync(path)
}

t.test('a follower is told when lines were truncated away before it read them', async (t) => {
  const { agent, path, source } = await start(t)
  writeFileSync(path, '')
  const slow = await openLog(agent.session, { source, follow: true })
  slow.control(encodeControlMessage({ start: {} }))
  const quick = await followLog(agent.session, { source })
  // No multiple of what is read at once: the quick one knows that it is at the end.
  const size = 8 * 1024 * 1024 + 2
  appendFileSync(path, Buffer.alloc(size, 'x\n'))
  await eventually('the quick one has it', () => quick.length === size)
  truncateSync(path)
  appendFileSync(path, 'after\n')
  await quick.until((text) => text.endsWith('after\n'))
  const reader = new LogReader(slow)
  t.match(failureOf(await slow.ended), /truncated before it was read to its end, so that lines are missing/)
  reader.leave()
  quick.leave()
})

t.test("the agent's own log does not grow by being followed", async (t) => {
  const { agent } = await start(t)
  writeFileSync(join(agent.stateDir, 'arhat.log'), 'one\n')
  const reader = await followLog(agent.session, {})
  await reader.until((text) => text === 'one\n')
  const before = agent.log.entries.length
  appendFileSync(join(agent.stateDir, 'arhat.log'), 'two\n')
  await reader.until((text) => text === 'one\ntwo\n')
  t.equal(agent.log.entries.length, before, 'nothing is logged for a line')
  reader.leave()
})

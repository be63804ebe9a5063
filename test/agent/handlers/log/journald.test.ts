import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import t from 'tap'
import type { Test } from 'tap'
import { startLocalAgent } from '../../support/local-agent.ts'
import { followLog, readLog } from '../../support/log-client.ts'

/** Makes a journal of what it reads, in the export format; Debian has it in systemd-journal-remote. */
const makeJournal = '/lib/systemd/systemd-journal-remote'
const journalctl = '/usr/bin/journalctl'
const missing = [makeJournal, journalctl].filter((path) => !isThere(path))
const skip = missing.length > 0 && `not tried against a real journal: there is no ${missing.join(' and no ')}`

const start = Date.parse('2026-11-21T10:00:00Z')
const boots = { last: 'a'.repeat(32), this: 'b'.repeat(32) }

interface Entry {
  readonly message: string
  readonly afterMs: number
  readonly unit?: string
  readonly boot?: keyof typeof boots
}

/** https://systemd.io/JOURNAL_EXPORT_FORMATS */
function toExport({ message, afterMs, unit = 'pump.service', boot = 'this' }: Entry): Buffer {
  const micros = (start + afterMs) * 1000
  const lines = [
    `__REALTIME_TIMESTAMP=${micros}`,
    `__MONOTONIC_TIMESTAMP=${micros % 1e12}`,
    `_BOOT_ID=${boots[boot]}`,
    `_SYSTEMD_UNIT=${unit}`,
    '_HOSTNAME=edge',
    'SYSLOG_IDENTIFIER=pump',
    'MESSAGE\n',
  ]
  const bytes = Buffer.from(message)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(bytes.length))
  return Buffer.concat([Buffer.from(lines.join('\n')), length, bytes, Buffer.from('\n\n')])
}

type Writer = ChildProcessByStdio<Writable, null, null>

/** Writes a journal's file, and goes on until its input ends. */
function openWriter(t: Test, file: string): Writer {
  const child = spawn(makeJournal, ['-o', file, '-'], { stdio: ['pipe', 'ignore', 'ignore'] })
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

async function endWriter(child: Writer): Promise<void> {
  const exited = once(child, 'exit')
  child.stdin.end()
  await exited
}

interface Journal {
  readonly directory: string
  /** What the device's journalctl is, with its words for the directory. */
  readonly command?: (words: string) => string
}

async function agentOf(t: Test, { directory, command = (words) => words }: Journal) {
  const bin = mkdtempSync(join(tmpdir(), 'arhat-bin-'))
  t.teardown(() => rmSync(bin, { recursive: true, force: true }))
  const words = command(`${journalctl} --directory=${directory}`)
  writeFileSync(join(bin, 'journalctl'), `#!/bin/sh\nexec ${words} "$@"\n`)
  chmodSync(join(bin, 'journalctl'), 0o755)
  const agent = await startLocalAgent(t, { env: { PATH: `${bin}:/usr/bin:/bin` } })
  agent.allowed = ['log']
  return agent.session
}

function newDirectory(t: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'arhat-journal-'))
  chmodSync(directory, 0o755)
  t.teardown(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

const pump = { source: { journalUnit: 'pump.service' } }

t.test('a real journal is read as a file is', { skip }, async (t) => {
  const directory = newDirectory(t)
  const file = join(directory, 'system.journal')
  const writer = openWriter(t, file)
  writer.stdin.write(toExport({ message: 'before the boot', afterMs: -86_400_000, boot: 'last' }))
  for (let n = 0; n < 20; n++) writer.stdin.write(toExport({ message: `line ${n}`, afterMs: n * 500 }))
  writer.stdin.write(toExport({ message: 'not ours', afterMs: 12_000, unit: 'other.service' }))
  writer.stdin.write(toExport({ message: `long ${'x'.repeat(10_000)}`, afterMs: 15_000 }))
  writer.stdin.write(toExport({ message: 'two\nlines', afterMs: 20_250 }))
  await endWriter(writer)
  const session = await agentOf(t, { directory })
  const read = async (log: object) => (await readLog(session, { ...pump, ...log })).toString()

  const all = (await read({})).split('\n')
  t.match(all[0], /^2026-11-20T10:00:00\.000000\+0000 edge pump: before the boot$/)
  t.match(all[20], /^2026-11-21T10:00:09\.500000\+0000 edge pump: line 19$/)
  t.match(all[21], /: long x{10000}$/)
  t.notMatch(all.join('\n'), /not ours/)
  t.match(await read({ tailLines: 3 }), /^\S+ edge pump: line 19\n.*long x+\n.*: two\n +lines\n$/)
  t.equal(await read({ tailLines: 0 }), '')
  const since = await read({ sinceTimeMilliseconds: start + 9_250 })
  t.match(since, /^\S+ edge pump: line 19\n/, 'to the millisecond')
  t.match(
    await read({ tailLines: 1, timestamps: true }),
    /^2026-11-21T10:00:20\.250Z 2026-11-21T10:00:20\.250000\+0000 /,
  )
  const lastSince = await read({ tailLines: 2, sinceTimeMilliseconds: start + 5000 })
  t.match(lastSince, /^\S+ edge pump: long x+\n.*: two\n +lines\n$/, 'the last of those since then, not the first')
  t.equal(await read({ tailLines: 20, sinceTimeMilliseconds: start + 9_250 }), since)
  t.equal((await read({ limitBytes: 100 })).length, 100)
  t.match(await read({ previous: true }), /^\S+ edge pump: before the boot\n$/)
  t.equal(await read({ source: { journalUnit: 'nothing.service' } }), '', 'a unit that never said anything')
})

t.test('a real journal is followed over its rotation', { skip }, async (t) => {
  const directory = newDirectory(t)
  const file = join(directory, 'system.journal')
  const first = openWriter(t, file)
  first.stdin.write(toExport({ message: 'one', afterMs: 0 }))
  first.stdin.write(toExport({ message: 'two', afterMs: 1 }))
  const session = await agentOf(t, { directory })
  await untilIsThere(file)
  const reader = await followLog(session, { ...pump, timestamps: true })
  await reader.until((text) => text.includes(': two\n'))
  first.stdin.write(toExport({ message: 'three', afterMs: 2 }))
  await reader.until((text) => text.includes(': three\n'))
  renameSync(file, join(directory, 'system@1.journal'))
  const second = openWriter(t, file)
  second.stdin.write(toExport({ message: 'four', afterMs: 3 }))
  await reader.until((text) => text.includes(': four\n'))
  const shown = reader.text.trim().split('\n')
  t.same(
    shown.map((line) => line.replace(/^.*: /, '')),
    ['one', 'two', 'three', 'four'],
  )
  reader.leave()
  await Promise.all([endWriter(first), endWriter(second)])
})

t.test('a real journal that is not there, or may not be read, is told apart', { skip }, async (t) => {
  const directory = newDirectory(t)
  mkdirSync(join(directory, 'empty'))
  const empty = await agentOf(t, { directory: join(directory, 'empty') })
  await t.rejects(readLog(empty, pump), { code: 'not-found', message: /there is no journal/ })
  const file = join(directory, 'system.journal')
  const writer = openWriter(t, file)
  writer.stdin.write(toExport({ message: 'secret', afterMs: 0 }))
  await endWriter(writer)
  chmodSync(file, 0o000)
  // Root may read all.
  const command = (words: string): string =>
    process.getuid?.() === 0 ? `setpriv --reuid=65534 --regid=65534 --clear-groups ${words}` : words
  const forbidden = await agentOf(t, { directory, command })
  await t.rejects(readLog(forbidden, pump), { code: 'forbidden', message: /may not read the journal/ })
  chmodSync(file, 0o644)
  const readable = await agentOf(t, { directory, command })
  await t.rejects(readLog(readable, { ...pump, previous: true }), { code: 'invalid', message: /not found: .*boot/ })
})

async function untilIsThere(path: string): Promise<void> {
  while (!isThere(path)) await new Promise((resolve) => setTimeout(resolve, 20))
}

function isThere(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}

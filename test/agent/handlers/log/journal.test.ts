import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { eventually, processesWith } from '../../../support/processes.ts'
import { startLocalAgent } from '../../support/local-agent.ts'
import { followLog, readLog } from '../../support/log-client.ts'

/** Machines that run tests have no journal: this stands for journalctl, and tells what it was asked for. */
const script = (directory: string): string => `#!/bin/sh
cd ${directory}
case "$*" in
  *--unit=broken*) echo "it is broken" >&2; exit 1 ;;
  *--unit=secret*) echo "Hint: You are currently not seeing messages from other users and the system." >&2 ;;
  *--boot=-1*) echo "no such boot" >&2; exit 1 ;;
esac
printf '2026-11-21T10:00:00.123456+0000 host %s\\n' "$*"
case "$*" in *--follow*) exec sleep 86411 ;; esac
`

async function start(t: Test) {
  const directory = mkdtempSync(join(tmpdir(), 'arhat-journal-'))
  t.teardown(() => rmSync(directory, { recursive: true, force: true }))
  mkdirSync(join(directory, 'empty'))
  writeFileSync(join(directory, 'journalctl'), script(directory))
  chmodSync(join(directory, 'journalctl'), 0o755)
  const agent = await startLocalAgent(t, { env: { PATH: `${directory}:/usr/bin:/bin` } })
  agent.allowed = ['log']
  return { agent, directory }
}

const unit = (journalUnit: string) => ({ source: { journalUnit } })

t.test('a unit is read by journalctl', async (t) => {
  const { agent } = await start(t)
  const read = async (...[log]: [Parameters<typeof readLog>[1]]) => (await readLog(agent.session, log)).toString()
  t.match(await read({ ...unit('ssh.service'), tailLines: 5 }), /^2026\S+ host .*--unit=ssh.service .*--lines=5\n$/)
  t.equal(await read({ ...unit('ssh.service'), tailLines: 0 }), '')
  t.match(await read({ ...unit('ssh.service'), timestamps: true }), /^2026-11-21T10:00:00.123Z 2026-11-21T10:00:00.12/)
  t.match(
    await read({ ...unit('a'), sinceTimeMilliseconds: Date.parse('2026-11-21T10:00:00Z') }),
    '--since=@1795255200',
  )
  t.equal(await read({ ...unit('a'), sinceTimeMilliseconds: Date.parse('2026-11-21T10:00:01Z') }), '')
  t.equal((await read({ ...unit('a'), limitBytes: 9 })).length, 9)
  await t.rejects(read({ ...unit('a'), previous: true }), { code: 'invalid', message: /not found: no such boot/ })
  await t.rejects(read(unit('broken')), { code: 'internal', message: /exit code 1: it is broken/ })
  await t.rejects(read(unit('secret')), { code: 'forbidden', message: /may not read the journal/ })
  await t.rejects(read(unit('a*')), { code: 'invalid', message: /not the name of a systemd unit/ })
  await t.rejects(read(unit('--help')), { code: 'invalid' })
})

t.test('journalctl ends with the client that follows it', async (t) => {
  const { agent } = await start(t)
  const reader = await followLog(agent.session, unit('a'))
  await reader.until((text) => text.includes('--follow'))
  t.ok(processesWith('86411').length > 0)
  reader.leave()
  await eventually('it is gone', () => processesWith('86411').length === 0)
})

t.test('a device without journalctl says so', async (t) => {
  const { directory } = await start(t)
  const agent = await startLocalAgent(t, { env: { PATH: join(directory, 'empty') } })
  agent.allowed = ['log']
  await t.rejects(readLog(agent.session, unit('a')), { code: 'unsupported', message: /there is no journalctl/ })
})

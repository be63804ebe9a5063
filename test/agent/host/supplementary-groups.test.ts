import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import type { Test } from 'tap'
import type { Command } from '../../../agent/host/command.ts'
import { ProcessHost } from '../../../agent/host/process-host.ts'
import type { Connection } from '../../../agent/host/process-host.ts'
import { withGroups } from '../../../agent/host/supplementary-groups.ts'
import { quietLog } from '../support/quiet-log.ts'

const user = { name: 'nobody', uid: 65534, gid: 65534, groups: [65534, 4, 44], home: '/', shell: '/bin/sh' }
const pipes: Connection = { kind: 'pipes', streams: { stdin: false, stdout: true, stderr: true } }
const terminal: Connection = { kind: 'terminal', size: { columns: 80, rows: 24 } }

/** Runs a script as a user with supplementary groups; resolves with what it wrote. */
async function run(t: Test, script: string, options: { env?: Command['env']; connection: Connection; name?: string }) {
  const stateDir = mkdtempSync(join(tmpdir(), 'arhat-groups-'))
  const host = new ProcessHost({ stateDir, log: quietLog(), terminals: true })
  t.teardown(async () => {
    await host.close()
    rmSync(stateDir, { recursive: true, force: true })
  })
  const { connection, name = 'bash', env = {} } = options
  const command: Command = { path: '/bin/bash', argv: [name, '-c', script], env, workingDir: '/', user }
  const running = await host.start(command, connection, host.newMarker())
  if (!running.stdout) throw new Error('no output')
  void running.exited.then(() => running.end())
  return text(running.stdout)
}

t.test('a user’s groups are set', { skip: process.getuid?.() !== 0 && 'needs root' }, async (t) => {
  for (const connection of [pipes, terminal]) {
    const env = { PATH: '/usr/bin:/bin', LANG: 'C', SECRET: 'two words', LC_ALL: 'C\' "$x' }
    const script = 'id -u; id -g; id -G; echo "$LANG $SECRET $LC_ALL"'
    const output = await run(t, script, { connection, env })
    t.match(output.replaceAll('\r', ''), `65534\n65534\n65534 4 44\nC two words C' "$x\n`, connection.kind)
  }
  t.match(await run(t, 'echo "$0"', { connection: terminal, name: '-bash' }), '-bash', 'a login shell keeps its name')
})

t.test(
  'nothing that a profile’s variables have the loader or a shell do is done as root',
  { skip: process.getuid?.() !== 0 && 'needs root' },
  async (t) => {
    // With it, glibc's loader tells as whom each program starts: it stands for LD_PRELOAD.
    const env = { LD_SHOW_AUXV: '1', PATH: '/nowhere', SHELLOPTS: 'xtrace', PS4: 'ran as $UID+ ', BASH_ENV: '/nowhere' }
    for (const connection of [pipes, terminal]) {
      const output = await run(t, 'echo "done $LD_SHOW_AUXV"', { connection, env })
      t.match(output, 'done 1', connection.kind)
      t.match(output, /AT_UID: +65534/, connection.kind)
      t.notMatch(output, /AT_UID: +0\b/, connection.kind)
      t.notMatch(output, 'ran as 0+', connection.kind)
    }
  },
)

t.test('only what has to wait for the user is in arguments, which others can read', async (t) => {
  const env = {
    TOKEN: 'secret',
    LD_PRELOAD: '/tmp/evil.so',
    GLIBC_TUNABLES: 'x',
    ENV: '/tmp/evil',
    ENVIRONMENT: 'kept',
  }
  const command: Command = { path: '/opt/a=b/program', argv: ['program', 'argument'], env, workingDir: '/', user }
  const prepared = await withGroups(command)
  t.equal(prepared.path, '/usr/bin/setpriv')
  t.same(prepared.env, { TOKEN: 'secret', ENVIRONMENT: 'kept' })
  const after = prepared.argv.slice(prepared.argv.indexOf('--') + 1)
  t.same(after, [
    '/usr/bin/env',
    'LD_PRELOAD=/tmp/evil.so',
    'GLIBC_TUNABLES=x',
    'ENV=/tmp/evil',
    '/bin/sh',
    '-c',
    'exec "$@"',
    'sh',
    '/opt/a=b/program',
    'argument',
  ])
  const plain = await withGroups({ ...command, path: '/bin/id', argv: ['id'], env: { TOKEN: 'secret' } })
  t.same(plain.argv.slice(-2), ['--', '/bin/id'], 'nothing is put between when nothing has to wait')
})

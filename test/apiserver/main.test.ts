import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { exitCode } from '../support/processes.ts'
import { repositoryRoot } from '../support/repository.ts'

/** The command, with stdout at a file descriptor; resolves with its exit code and what it said on stderr. */
async function aranya(stdout: number | 'ignore', ...args: readonly string[]) {
  const main = join(repositoryRoot, 'apiserver/main.ts')
  const child = spawn(process.execPath, [...process.execArgv, main, ...args], { stdio: ['ignore', stdout, 'pipe'] })
  const [code, stderr] = await Promise.all([exitCode(child), text(child.stderr ?? Readable.from([]))])
  return { code, stderr }
}

t.test('a mistake is one line that says where to look, and status 2', async (t) => {
  const mistakes: readonly (readonly [RegExp, ...string[]])[] = [
    [/no command given; see aranya --help/],
    [/unknown command serv; see aranya --help/, 'serv'],
    [/unknown command user add; one of aranya user create, /, 'user', 'add', 'bob'],
    [/ambiguous; see aranya serve --help/, 'serve', '--port', '-1'],
    [/--host must not be empty/, 'serve', '--host='],
    [/--tls-san a\.example:6443: give a host name or an address/, 'serve', '--tls-san', 'a.example:6443'],
    [/--token-ttl 30d: from 1m to 24h/, 'serve', '--token-ttl', '30d'],
    [/--state-dir must not be empty/, 'backup', '--state-dir', '', '--to', 'b'],
  ]
  await Promise.all(
    mistakes.map(async ([expected, ...args]) => {
      const { code, stderr } = await aranya('ignore', ...args)
      t.equal(code, 2, args.join(' '))
      t.match(stderr, /^aranya: [^\n]+\n$/)
      t.match(stderr, expected)
    }),
  )
})

t.test('output that cannot be written is said in one line', async (t) => {
  const full = openSync('/dev/full', 'w')
  t.teardown(() => closeSync(full))
  const { code, stderr } = await aranya(full, 'serve', '--help')
  t.equal(code, 1)
  t.match(stderr, /^aranya: cannot write to standard output: ENOSPC[^\n]*\n$/)
})

t.test('a reader that leaves early is no failure to tell of', async (t) => {
  const main = join(repositoryRoot, 'apiserver/main.ts')
  // The reader has left when the command begins.
  const script = '{ sleep 0.2; exec "$@"; } | exit 0; echo "${PIPESTATUS[0]}"'
  const args = ['-c', script, 'bash', process.execPath, ...process.execArgv, main, 'serve', '--help']
  const child = spawn('bash', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  t.equal(stderr, '')
  t.equal(stdout, '141\n')
})

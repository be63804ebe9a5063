import { chmodSync, copyFileSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import type { aranya } from '../../../proto/gen/agent.js'
import { exec } from '../support/exec-client.ts'
import { startLocalAgent } from '../support/local-agent.ts'

type Profile = aranya.agent.v1.Profile.$Properties

/** A directory with a copy of sh that calls itself `name`. */
function directoryWithShell(t: Test, name: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'arhat-path-'))
  copyFileSync(realpathSync('/bin/sh'), join(directory, name))
  chmodSync(directory, 0o755)
  chmodSync(join(directory, name), 0o755)
  t.teardown(() => rmSync(directory, { recursive: true }))
  return directory
}

function allow(...items: string[]): Profile {
  return { allowedCommands: { items } }
}

t.test('a profile that allows `id` runs `id`, by name and by either path, with any arguments', async (t) => {
  const { session } = await startLocalAgent(t)
  for (const command of [['id'], ['/usr/bin/id'], ['/bin/id'], ['/usr/bin/../bin/id'], ['id', '-u']])
    t.match(await exec(session, command, { profile: allow('id') }), { exitCode: 0 }, command.join(' '))
})

t.test('a profile that allows `id` runs nothing else', async (t) => {
  const evil = directoryWithShell(t, 'id')
  const { session } = await startLocalAgent(t, { env: { ...process.env, PATH: `${evil}:/usr/bin:/bin` } })
  const profile: Profile = { ...allow('id'), workingDir: evil, env: [{ name: 'PATH', value: `${evil}:/usr/bin:/bin` }] }
  const forbidden = [
    ['/bin/sh', '-c', 'id'],
    ['sh', '-c', 'id'],
    ['id; id'],
    ['id;', 'id'],
    ['id -u'],
    ['$(id)'],
    ['./id', '-c', 'echo pwned'],
    ['id/../sh', '-c', 'echo pwned'],
    [`${evil}/id`, '-c', 'echo pwned'],
    ['/proc/self/cwd/id', '-c', 'echo pwned'],
    ['', 'id'],
    ['ID'],
    [' id'],
    ['id '],
    ['whoami'],
    ['/usr/bin/env', 'id'],
  ]
  for (const command of forbidden) {
    const run = exec(session, command, { profile })
    await t.rejects(run, { code: command[0] === '' ? 'invalid' : 'forbidden' }, JSON.stringify(command))
  }
  // The bare name means the system's, though PATH and the working directory have another first.
  const { stdout } = await exec(session, ['id', '-u'], { profile })
  t.equal(stdout, `${process.getuid?.()}\n`)
})

t.test('links to one binary are different commands', async (t) => {
  const directory = directoryWithShell(t, 'busybox')
  symlinkSync('busybox', join(directory, 'uptime'))
  symlinkSync('busybox', join(directory, 'sh'))
  const { session } = await startLocalAgent(t)
  const profile = allow(`${directory}/uptime`)
  t.match(await exec(session, [`${directory}/uptime`, '-c', 'echo $0'], { profile }), { exitCode: 0 })
  await t.rejects(exec(session, [`${directory}/sh`, '-c', 'id'], { profile }), { code: 'forbidden' })
  await t.rejects(exec(session, [`${directory}/busybox`, '-c', 'id'], { profile }), { code: 'forbidden' })
})

t.test('arguments of a rule must be given exactly', async (t) => {
  const { session } = await startLocalAgent(t)
  const profile = allow('  echo   one two ', 'id -u')
  t.match(await exec(session, ['echo', 'one', 'two'], { profile }), { stdout: 'one two\n' })
  t.match(await exec(session, ['id', '-u'], { profile }), { exitCode: 0 })
  for (const command of [
    ['echo'],
    ['echo', 'one'],
    ['echo', 'one two'],
    ['echo', 'two', 'one'],
    ['echo', 'one', 'two', '3'],
    ['id'],
  ])
    await t.rejects(exec(session, command, { profile }), { code: 'forbidden' }, JSON.stringify(command))
})

t.test('an empty list allows nothing, an absent one everything', async (t) => {
  const { session } = await startLocalAgent(t)
  await t.rejects(exec(session, ['id'], { profile: allow() }), { code: 'forbidden', message: /no command at all/ })
  t.match(await exec(session, ['sh', '-c', 'echo hi'], { profile: {} }), { stdout: 'hi\n' })
})

t.test('an allowed command that this device does not have is missing, not forbidden', async (t) => {
  const { session } = await startLocalAgent(t)
  await t.rejects(exec(session, ['frobnicate'], { profile: allow('frobnicate') }), { code: 'not-found' })
  await t.rejects(exec(session, ['other'], { profile: allow('frobnicate') }), { code: 'forbidden' })
})

t.test('the profile’s variables and directory hold, the directory has to exist', async (t) => {
  const { session } = await startLocalAgent(t)
  const profile = { workingDir: '/usr', env: [{ name: 'GREETING', value: 'hello there' }] }
  t.match(await exec(session, ['sh', '-c', 'pwd; echo $GREETING'], { profile }), { stdout: '/usr\nhello there\n' })
  await t.rejects(exec(session, ['id'], { profile: { workingDir: '/no/such' } }), {
    code: 'not-found',
    message: /working directory/,
  })
  await t.rejects(exec(session, ['id'], { profile: { workingDir: '/etc/passwd' } }), { code: 'not-found' })
  await t.rejects(exec(session, ['id'], { profile: { workingDir: 'relative' } }), { code: 'invalid' })
  await t.rejects(exec(session, ['id'], { profile: { env: [{ name: 'A=B', value: '' }] } }), { code: 'invalid' })
})

t.test('without a restriction, the profile’s own PATH is searched', async (t) => {
  const directory = directoryWithShell(t, 'mysh')
  const { session } = await startLocalAgent(t)
  const profile = { env: [{ name: 'PATH', value: directory }] }
  t.match(await exec(session, ['mysh', '-c', 'echo $0'], { profile }), { stdout: 'mysh\n' })
  await t.rejects(exec(session, ['id'], { profile }), { code: 'not-found' })
})

t.test('an unknown user is not found', async (t) => {
  const { session } = await startLocalAgent(t)
  await t.rejects(exec(session, ['id'], { profile: { user: 'nobody-at-all' } }), {
    code: 'not-found',
    message: /nobody-at-all/,
  })
})

const root = process.getuid?.() === 0
t.test(
  'as root, a profile’s user is who runs it, with nothing of root left',
  { skip: !root && 'needs root' },
  async (t) => {
    const { session } = await startLocalAgent(t)
    const profile = { user: 'nobody' }
    const { stdout } = await exec(
      session,
      ['sh', '-c', 'id -u; id -g; id -G; echo $USER $LOGNAME $HOME; echo x > /dev/stdout'],
      { profile },
    )
    t.match(stdout, /^65534\n65534\n65534\nnobody nobody \/nonexistent\nx\n$/)
    t.match(await exec(session, ['id', '-un'], { profile: { user: '65534' } }), { stdout: 'nobody\n' })
    t.match(await exec(session, ['sh', '-c', 'cat /etc/shadow'], { profile }), { exitCode: 1, stdout: '' })
  },
)

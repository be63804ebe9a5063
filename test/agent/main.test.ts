import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { status } from '@grpc/grpc-js'
import t from 'tap'
import type { Test } from 'tap'
import { runArhat } from './support/agent-process.ts'
import { exec, openExec, start } from './support/exec-client.ts'
import { startGateway, stateDirectory, testIdentity } from './support/gateway.ts'
import type { TestGateway } from './support/gateway.ts'
import { processesWith, until } from './support/processes.ts'

const identity = await testIdentity(t)

/** A state directory that is enrolled with `gateway`. */
async function enrolled(t: Test, gateway: TestGateway, allow = 'exec'): Promise<string> {
  const { joinDevice } = await import('../../agent/cli/join.ts')
  const { parseAllow } = await import('../../agent/state/config.ts')
  const stateDir = stateDirectory(t)
  const { address: server, authority } = gateway
  await joinDevice({ server, token: 'secret', caHash: authority.hash, stateDir, allow: parseAllow('', allow) })
  return stateDir
}

t.test('bad usage is one line and exit code 2, a failure one line and exit code 1', async (t) => {
  const nothing = runArhat(t, [])
  t.equal(await nothing.exited, 2)
  t.match(nothing.output(), /^arhat: a command is needed: [^\n]+ --help`\n$/)
  const missing = runArhat(t, ['run', '--state-dir', '/no/such/dir'])
  t.equal(await missing.exited, 1)
  t.match(missing.output(), /^arhat: [^\n]*config.yaml is missing: [^\n]*arhat join[^\n]*\n$/)
})

t.test('the command joins by a token on standard input, runs, serves, and stops in order', async (t) => {
  const gateway = await startGateway(t, identity)
  const stateDir = stateDirectory(t)
  const join = ['join', '--server', gateway.address, '--token-file', '-', '--ca-hash', gateway.authority.hash]
  const joining = runArhat(t, [...join, '--state-dir', stateDir, '--allow', 'exec,log'], 'secret\n')
  t.equal(await joining.exited, 0, joining.output())
  t.match(joining.output(), /joined as default\/demo/)
  t.equal(gateway.enrolled[0]?.token, 'secret')

  const connected = gateway.nextSession()
  const agent = runArhat(t, ['run', '--state-dir', stateDir])
  const { session, hello } = await connected
  t.match(hello, { instance: /^[0-9a-f]{32}$/, epoch: /^[0-9a-f]{32}$/ })
  t.match(hello.info, {
    agentVersion: /^\d/,
    operatingSystem: 'linux',
    features: ['exec', 'log', 'tty'],
    kernelVersion: /./,
    osImage: /./,
    bootId: /-/,
  })
  t.match(hello.info?.capacity, { cpu: /^\d+$/, memory: /^\d+Ki$/, 'ephemeral-storage': /^\d+Ki$/ })
  t.match(await exec(session, ['echo', 'hi']), { stdout: 'hi\n', exitCode: 0 })

  const second = runArhat(t, ['run', '--state-dir', stateDir])
  t.equal(await second.exited, 1)
  t.match(second.output(), new RegExp(`another arhat runs .* pid ${agent.child.pid} `))

  const marker = randomBytes(8).toString('hex')
  start(await openExec(session, { command: ['env', `MARK=${marker}`, 'sleep', '100'] }))
  await until(async () => (await processesWith('MARK', marker)).length === 1)
  agent.child.kill('SIGTERM')
  t.match(await session.closed, { by: 'peer', goodbye: { code: 'shutting-down' } })
  t.equal(await agent.exited, 0, agent.output())
  t.same(await processesWith('MARK', marker), [])
  t.notOk(existsSync(`${stateDir}/run.lock`))
  t.match(readFileSync(`${stateDir}/arhat.log`, 'utf8'), /"msg":"connected"/)
})

t.test('what a killed agent left behind is gone once it runs again', async (t) => {
  const gateway = await startGateway(t, identity)
  const stateDir = await enrolled(t, gateway)
  const connected = gateway.nextSession()
  const agent = runArhat(t, ['run', '--state-dir', stateDir])
  const { session } = await connected
  const marker = randomBytes(8).toString('hex')
  const scripts = [
    `MARK=${marker} nohup sleep 100`,
    `MARK=${marker} nohup sleep 100 & exit 0`,
    `trap '' HUP; export MARK=${marker}; sh -c 'sleep 100; sleep 100'`,
  ]
  for (const script of scripts)
    start(await openExec(session, { command: ['sh', '-c', script], stdin: true, stdout: false, stderr: false }))
  start(
    await openExec(session, {
      command: ['bash', '-c', `trap '' HUP; MARK=${marker} sleep 100; :`],
      tty: true,
      stdin: true,
    }),
  )
  await until(async () => (await processesWith('MARK', marker)).length >= 4)
  agent.child.kill('SIGKILL')
  await agent.exited
  t.ok((await processesWith('MARK', marker)).length > 0, 'something was left')
  const again = gateway.nextSession()
  const restarted = runArhat(t, ['run', '--state-dir', stateDir])
  await again
  t.same(await processesWith('MARK', marker), [])
  t.match(restarted.output(), /ending what an earlier run left behind/)
})

t.test('the operator’s edit of config.yaml counts from the next SIGHUP', async (t) => {
  const gateway = await startGateway(t, identity)
  const stateDir = await enrolled(t, gateway)
  const connected = gateway.nextSession()
  const agent = runArhat(t, ['run', '--state-dir', stateDir])
  const { session } = await connected
  t.match(await exec(session, ['echo', 'hi']), { exitCode: 0 })
  const path = join(stateDir, 'config.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replace('- exec', '- log'))
  agent.child.kill('SIGHUP')
  await until(() => agent.output().includes('configuration read again'))
  await t.rejects(exec(session, ['echo', 'hi']), { code: 'forbidden', message: /\(allowed: log\)/ })
})

t.test('an agent that is refused keeps running, and says once what to do', async (t) => {
  const gateway = await startGateway(t, identity)
  const stateDir = await enrolled(t, gateway)
  gateway.failConnect = { code: status.UNAUTHENTICATED, details: 'the EdgeDevice of this certificate was deleted' }
  const agent = runArhat(t, ['run', '--state-dir', stateDir])
  await until(() => agent.output().includes('the server does not accept this device'))
  t.match(agent.output(), /the EdgeDevice of this certificate was deleted/)
  agent.child.kill('SIGINT')
  t.equal(await agent.exited, 0)
})

t.test('a directory that holds other things is left alone', async (t) => {
  const stateDir = stateDirectory(t)
  mkdirSync(stateDir, { recursive: true, mode: 0o755 })
  writeFileSync(join(stateDir, 'notes.txt'), '')
  const hash = `sha256:${'0'.repeat(64)}`
  const args = ['join', '--server', '127.0.0.1:1', '--token', 'secret', '--ca-hash', hash, '--state-dir', stateDir]
  const joining = runArhat(t, args)
  t.equal(await joining.exited, 1)
  t.match(joining.output(), /^arhat: [^\n]*state is there already, with other things in it: [^\n]*--state-dir\n$/)
  t.equal(statSync(stateDir).mode & 0o777, 0o755)
})

/** A file system of its own; undefined where none can be mounted. */
function mountDisk(): string | undefined {
  const disk = mkdtempSync(join(tmpdir(), 'arhat-disk-'))
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status === 0) return disk
  rmSync(disk, { recursive: true })
  return undefined
}

/** Fills a file system to its last byte. */
function fill(disk: string): void {
  for (const [name, size] of Object.entries({ pages: 4096, bytes: 1 }))
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk, name)}`, `bs=${size}`, 'conv=notrunc', 'oflag=append'])
}

const disk = mountDisk()

t.test(
  'whoever mends a full or read-only disk can get in, and an agent starts on it',
  { skip: !disk && 'mounting takes root' },
  async (t) => {
    if (disk === undefined) return
    t.teardown(() => {
      spawnSync('umount', ['--lazy', disk])
      rmSync(disk, { recursive: true })
    })
    const gateway = await startGateway(t, identity)
    const stateDir = join(disk, 'state')
    const { address: server, authority } = gateway
    const { joinDevice } = await import('../../agent/cli/join.ts')
    const options = { server, token: 'secret', caHash: authority.hash, stateDir, allow: ['exec'] as const }
    await joinDevice(options)
    fill(disk)
    await t.rejects(joinDevice({ ...options, force: true, stateDir: join(disk, 'other') }), {
      name: 'UserError',
      message: /run\.lock cannot be written: ENOSPC/,
    })
    const serves = async (what: string) => {
      const connected = gateway.nextSession()
      const agent = runArhat(t, ['run', '--state-dir', stateDir])
      const { session } = await connected
      t.match(await exec(session, ['echo', 'hi']), { stdout: 'hi\n', exitCode: 0 }, what)
      t.match(agent.output(), /nothing keeps a second agent from it/)
      t.match(agent.output(), /sessions cannot be noted down/)
      agent.child.kill('SIGTERM')
      t.equal(await agent.exited, 0, agent.output())
    }
    await serves('full')
    t.same(readdirSync(join(stateDir, 'sessions')), [])
    t.notOk(readdirSync(stateDir).some((name) => name.startsWith('run.lock')))
    t.equal(spawnSync('mount', ['-o', 'remount,ro', disk]).status, 0)
    await serves('read-only')
  },
)

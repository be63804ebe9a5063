import { spawn } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { readFileSync } from 'node:fs'
import { startAranya, startDevice, stateDirFor, succeed } from '../support/aranya.ts'
import { eventually, exitCode, processesWith } from '../support/processes.ts'

/** A time to sleep that no other process on the machine sleeps, so that it marks ours. */
const aDuration = (): string => (1000 + Math.random()).toFixed(12)

t.test('every process of a session is gone when its client is, however it ended', async (t) => {
  const aranya = await startAranya(t)
  const device = await startDevice(t, aranya, 'edge-1')
  const started = (script: string, marker: string, ...flags: string[]) => {
    const args = ['exec', ...flags, 'edge-1', '--', 'sh', '-c', script, marker]
    return spawn('kubectl', args, { env: { ...process.env, KUBECONFIG: aranya.kubeconfig }, stdio: 'ignore' })
  }
  const cases: readonly [string, string][] = [
    ['a plain command', 'sleep $0'],
    ['one with children in the background', 'sleep $0 & sh -c "sleep $0; :" & wait'],
    ['one that ignores SIGHUP', 'trap "" HUP TERM INT; while :; do sleep $0; done'],
    ['nohup', 'nohup sleep $0 & wait'],
  ]
  for (const [what, script] of cases) {
    const marker = aDuration()
    const client = started(script, marker)
    await eventually(`${what} runs`, () => processesWith(marker).length > 0)
    client.kill('SIGKILL')
    await exitCode(client)
    await t.resolves(
      eventually(`${what} is gone`, () => processesWith(marker).length === 0),
      what,
    )
  }

  await t.test('also those that a killed agent left behind, once it is back', async (t) => {
    const marker = aDuration()
    const client = started('trap "" HUP; while :; do sleep $0; done', marker)
    await eventually('it runs', () => processesWith(marker).length > 0)
    await device.kill()
    t.not(await exitCode(client), 0, 'a cut is never exit 0')
    await device.start()
    await t.resolves(eventually('it is gone', () => processesWith(marker).length === 0))
  })
})

t.test('a background process that keeps the output open does not hold the session', async (t) => {
  const aranya = await startAranya(t)
  await startDevice(t, aranya, 'edge-1')
  const { stdout } = await succeed(aranya.kubectl('exec', 'edge-1', '--', 'sh', '-c', 'sleep 1000 & echo done'))
  t.equal(stdout.toString(), 'done\n')
})

t.test('a client that does not read stops its command, and nobody else', async (t) => {
  const aranya = await startAranya(t)
  await startDevice(t, aranya, 'edge-1')
  const file = join(stateDirFor(t), 'count')
  const env = { ...process.env, KUBECONFIG: aranya.kubeconfig }
  const client = spawn('kubectl', ['exec', 'edge-1', '--', 'sh', '-c', `dd if=/dev/zero bs=1M count=400 2>${file}`], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  client.stdout.once('data', () => client.stdout.pause())
  for (let round = 0; round < 5; round++) {
    const from = Date.now()
    t.equal((await succeed(aranya.kubectl('exec', 'edge-1', '--', 'echo', 'hi'))).stdout.toString(), 'hi\n')
    t.ok(Date.now() - from < 5000, 'another session of the device goes on')
  }
  t.ok(rssMegabytes(aranya.process.pid) < 300, `the server holds ${rssMegabytes(aranya.process.pid)} MB`)
  client.kill('SIGKILL')
  await exitCode(client)
})

function rssMegabytes(pid: number | undefined): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { appendFileSync, readFileSync } from 'node:fs'
import { group, startAranya, startDevice, stateDirFor, succeed } from '../support/aranya.ts'
import { eventually, exitCode, processesWith } from '../support/processes.ts'
import { openLog, openWebSocket, sessionPaths } from '../support/sessions.ts'

/** A time to sleep that no other process on the machine sleeps, so that it marks ours. */
const aDuration = (): string => (1000 + Math.random()).toFixed(12)

const aranya = await startAranya(t)

t.test('every process of a session is gone when its client is, however it ended', async (t) => {
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
  await startDevice(t, aranya, 'edge-2')
  const { stdout } = await succeed(aranya.kubectl('exec', 'edge-2', '--', 'sh', '-c', 'sleep 1000 & echo done'))
  t.equal(stdout.toString(), 'done\n')
})

t.test('clients that do not read stop what they asked for, and nobody else', async (t) => {
  const device = await startDevice(t, aranya, 'edge-3')
  const { log, written } = await bigLog(t)
  const echo = async (): Promise<number> => {
    const from = Date.now()
    const { stdout } = await succeed(aranya.kubectl('exec', 'edge-3', '--', 'echo', 'hi'))
    t.equal(stdout.toString(), 'hi\n')
    return Date.now() - from
  }
  await echo()
  const alone = Math.max(await echo(), await echo())
  const before = { server: rssMegabytes(aranya.process.pid), agent: rssMegabytes(device.process.pid) }

  const flood = await openWebSocket(aranya, sessionPaths.exec('edge-3', ['cat', log], false))
  const logs = await openLog(aranya, `/api/v1/namespaces/default/pods/big/log?container=big&follow=true`)
  for (const session of [flood, logs]) session.pause()
  for (let round = 0; round < 5; round++)
    t.ok((await echo()) < 10 * alone + 2000, 'another session keeps its round trip')
  t.ok(
    rssMegabytes(aranya.process.pid) < before.server + written / 2,
    `the server holds ${rssMegabytes(aranya.process.pid)} MB`,
  )
  t.ok(
    rssMegabytes(device.process.pid) < before.agent + written / 2,
    `the agent holds ${rssMegabytes(device.process.pid)} MB`,
  )
  for (const session of [flood, logs]) session.cut()
})

/** A VirtualPod `big` with a log of many megabytes. */
async function bigLog(t: Test): Promise<{ log: string; written: number }> {
  const [log, written] = [join(stateDirFor(t), 'big.log'), 200]
  for (let megabyte = 0; megabyte < written; megabyte++) appendFileSync(log, `${'x'.repeat(1023)}\n`.repeat(1024))
  const manifest = {
    apiVersion: `${group}/v1alpha1`,
    kind: 'VirtualPod',
    metadata: { name: 'big' },
    spec: { deviceName: 'edge-3', containers: [{ name: 'host' }], logs: [{ name: 'big', path: log }] },
  }
  await succeed(aranya.kubectlWith({ input: JSON.stringify(manifest) }, 'create', '-f', '-'))
  return { log, written }
}

function rssMegabytes(pid: number | undefined): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}

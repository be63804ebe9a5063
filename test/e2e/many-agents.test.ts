import { fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { Exec, KubeConfig } from '@kubernetes/client-node'
import type { V1Status } from '@kubernetes/client-node'
import t from 'tap'
import { withApi } from '../support/api.ts'
import { group, issueToken, startAranya, stateDirFor, succeed } from '../support/aranya.ts'
import type { Aranya, Teardown } from '../support/aranya.ts'
import { eventually } from '../support/processes.ts'
import type { SwarmOrder } from '../support/swarm.ts'

const agents = process.env['ARANYA_TEST_FULL'] ? 200 : 80
const processes = 2
const names = Array.from({ length: agents }, (_, index) => `edge-${index}`)

t.test(`${agents} agents are connected at once, and each answers an exec`, { timeout: 240_000 }, async (t) => {
  const aranya = await startAranya(t)
  const items = names.map((name) => ({
    apiVersion: `${group}/v1alpha1`,
    kind: 'EdgeDevice',
    metadata: { name },
  }))
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
  await succeed(aranya.kubectlWith({ input: list }, 'create', '-f', '-'))
  await startSwarms(t, aranya)
  await eventually('all are online', async () => (await online(aranya)) === agents, 120_000)

  const config = new KubeConfig()
  config.loadFromFile(aranya.kubeconfig)
  const exec = new Exec(config)
  const answers = await Promise.all(names.map((name) => answerOf(exec, name)))
  const wrong = answers.filter((answer, index) => answer !== `hello from ${names[index]}\n`)
  t.strictSame(wrong, [], 'every one answers its own exec, all at the same time')
  t.equal(await online(aranya), agents)
})

async function startSwarms(t: Teardown, aranya: Aranya): Promise<void> {
  const dir = stateDirFor(t)
  const keyFile = join(dir, 'shared.key')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const orders = Array.from({ length: processes }, (_, index) => names.filter((_, i) => i % processes === index))
  await Promise.all(
    orders.map(async (share) => {
      const devices: SwarmOrder['devices'][number][] = []
      for (const name of share) devices.push({ stateDir: join(dir, name), ...(await joinParameters(aranya, name)) })
      const child = fork(join(import.meta.dirname, '../support/swarm.ts'), { execArgv: process.execArgv })
      t.teardown(() => child.kill('SIGKILL'))
      child.send({ keyFile, devices } satisfies SwarmOrder)
      await once(child, 'message')
    }),
  )
}

async function joinParameters(
  aranya: Aranya,
  name: string,
): Promise<{ server: string; token: string; caHash: string }> {
  const { command } = await issueToken(aranya, name)
  const words = command.split(' ')
  const flag = (name: string): string => words[words.indexOf(name) + 1] ?? ''
  return { server: flag('--server'), token: flag('--token'), caHash: flag('--ca-hash') }
}

async function online(aranya: Aranya): Promise<number> {
  const path = `/apis/${group}/v1alpha1/namespaces/default/edgedevices`
  const { items } = await withApi(aranya, (api) => api.get<{ items: { status: { phase: string } }[] }>(path))
  return items.filter(({ status }) => status.phase === 'Online').length
}

function answerOf(exec: Exec, name: string): Promise<string> {
  let output = ''
  const stdout = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      output += chunk.toString()
      done()
    },
  })
  const command = ['echo', `hello from ${name}`]
  return new Promise((resolve, reject) => {
    const end = (status: V1Status): void => resolve(status.status === 'Success' ? output : JSON.stringify(status))
    exec.exec('default', name, 'host', command, stdout, null, null, false, end).catch(reject)
  })
}

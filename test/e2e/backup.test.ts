import { join } from 'node:path'
import t from 'tap'
import { group, phase, startAranya, startDevice, stateDirFor, succeed } from '../support/aranya.ts'
import { connectApi } from '../support/api.ts'
import { run } from '../support/processes.ts'
import { repositoryRoot } from '../support/repository.ts'

/** A server is lost with its disk, and comes back from a backup that was made while it worked. */

const program = join(repositoryRoot, 'dist/apiserver/main.js')
const devices = `/apis/${group}/v1alpha1/namespaces/default/edgedevices`

const aranya = await startAranya(t)
await startDevice(t, aranya, 'edge-1')

const create = async (prefix: string, count: number): Promise<void> => {
  const api = connectApi(aranya)
  const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`)
  await Promise.all(
    names.map((name) => api.post(devices, { apiVersion: `${group}/v1alpha1`, kind: 'EdgeDevice', metadata: { name } })),
  )
  api.close()
}

const aranyaCommand = (...args: readonly string[]): Promise<unknown> =>
  succeed(run([process.execPath, program, ...args]))

await create('before', 300)
const work = stateDirFor(t)
const backup = join(work, 'backup')
const writing = create('during', 300)
await aranyaCommand('backup', '--state-dir', aranya.stateDir, '--to', backup)
await writing
await create('after', 1)
const { stdout } = await aranya.kubectl('get', '--raw', devices)
const seen = (JSON.parse(stdout.toString()) as { metadata: { resourceVersion: string } }).metadata.resourceVersion
await aranya.kill()

const stateDir = join(work, 'restored')
await aranyaCommand('restore', '--from', backup, '--state-dir', stateDir)
const { port, agentPort } = aranya
const restored = await startAranya(t, { stateDir, port, agentPort })

t.test('the device comes back by itself, with all that was written before the backup', async (t) => {
  await phase(restored, 'edge-1', 'Online', { timeoutMs: 120_000 })
  t.equal((await restored.kubectl('exec', 'edge-1', '--', 'echo', 'back')).stdout.toString(), 'back\n')
  const names = (await restored.kubectl('get', 'edgedevices', '-o', 'name')).stdout.toString()
  t.equal(names.match(/before-/g)?.length, 300)
  t.notMatch(names, /after-/)
})

t.test('a kubeconfig of before still is the admin', async (t) => {
  const { code } = await restored.kubectlWith({ env: {} }, '--kubeconfig', aranya.kubeconfig, 'get', 'edgedevices')
  t.equal(code, 0)
})

t.test('who saw later revisions has to list again', async (t) => {
  const watch = await restored.kubectl('get', '--raw', `${devices}?watch=1&resourceVersion=${seen}&timeoutSeconds=5`)
  t.match(watch.stderr, /Expired|too old resource version/)
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { issueToken, startDevice, stateDirFor, stop, succeed } from '../../support/aranya.ts'
import type { Arhat, IssuedToken } from '../../support/aranya.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import type { Cluster } from '../../support/cluster.ts'
import { available, installAranya } from '../../support/cluster/installed.ts'
import type { Installed } from '../../support/cluster/installed.ts'
import { enterNamespace } from '../../support/cluster/virtual-cluster.ts'
import { startForward } from '../../support/port-forward.ts'
import { eventually, exitCode, run } from '../../support/processes.ts'
import type { Finished } from '../../support/processes.ts'
import { repositoryRoot } from '../../support/repository.ts'

/** A name that is used again is another device: nothing of the old one leads to it, whoever kept what. */

const namespace = 'plant-a'
const name = 'pump-7'
const inNamespace = ['-n', namespace]

t.test('a device of a name that was used before', { skip: await whyNoCluster() }, async (t) => {
  const cluster = await startCluster(t)
  await cluster.controllerManager.start()
  const aranya = await installAranya(t, cluster)
  await available(cluster)
  const [ann, eve, zoe] = await Promise.all(
    ['ann', 'eve', 'zoe'].map((user) => enterNamespace(cluster, user, namespace)),
  )
  if (ann === undefined || eve === undefined || zoe === undefined) throw new Error('no kubeconfig')
  const place = { cluster, aranya, ann, eve, zoe }
  await succeed(cluster.kubectl('create', 'namespace', namespace))
  await bind(cluster, 'ann', '--clusterrole=aranya-operator')
  await allowByName(cluster, 'eve', ['report', name])
  const first = await startDevice(t, aranya, name, { namespace })
  await createReport(cluster)
  const left = await leaveBehind(t, place)
  await t.test('what was open ends with the device', async (t) => {
    await succeed(cluster.kubectl('delete', 'edgedevice', name, ...inNamespace))
    await allEnd(t, left.streams)
  })
  const second = await startDevice(t, aranya, name, { namespace })
  await t.test('nothing leads to the next one in its namespace', async (t) => {
    await eventually(
      'the cluster collects the old VirtualPod, and who may use every device of the namespace reaches the new one',
      async () => (await exec(cluster, ann, name)).stdout.includes(second.stateDir),
      60_000,
    )
    const refused = await exec(cluster, eve, 'report')
    t.match(refused.stderr, /report.* belongs to an EdgeDevice that was deleted/, 'an old VirtualPod that is kept')
    await shutOut(t, place, first, left.token)
    t.match(await answering(cluster, ann), second.stateDir)
  })
  const leftAgain = await leaveBehind(t, place, name)
  await t.test('what was open ends with the namespace', async (t) => {
    const release = ['--type=merge', '-p', '{"metadata":{"finalizers":null}}']
    await succeed(cluster.kubectl('patch', 'virtualpod', 'report', ...inNamespace, ...release))
    await succeed(cluster.kubectl('delete', 'namespace', namespace, '--timeout=60s'))
    await allEnd(t, leftAgain.streams)
  })
  await succeed(cluster.kubectl('create', 'namespace', namespace))
  await bind(cluster, 'zoe', '--clusterrole=aranya-operator')
  const third = await startDevice(t, aranya, name, { namespace })
  await t.test('nothing leads to the one of another tenant', async (t) => {
    t.match(await answering(cluster, zoe), third.stateDir)
    // What kube-apiserver said before counts for ten seconds.
    for (const user of [ann, eve]) await eventually('who was there before is refused', () => isForbidden(cluster, user))
    for (const agent of [first, second]) await shutOut(t, place, agent, leftAgain.token)
    const { stdout } = await succeed(cluster.kubectl('get', 'virtualpods', ...inNamespace, '-o', 'name'))
    t.equal(stdout.toString(), `virtualpod.aranya.arhat.dev/${name}\n`)
    t.match(await answering(cluster, zoe), third.stateDir)
  })
})

interface Place {
  readonly cluster: Cluster
  readonly aranya: Installed
  /** Kubeconfigs for the namespace's virtual cluster. */
  readonly ann: string
  readonly eve: string
  readonly zoe: string
}

async function bind(cluster: Cluster, user: string, role: string): Promise<void> {
  await succeed(cluster.kubectl('create', 'rolebinding', user, role, `--user=${user}`, ...inNamespace))
}

/** Single VirtualPods, by their names. */
async function allowByName(cluster: Cluster, user: string, resourceNames: readonly string[]): Promise<void> {
  const apiGroups = ['aranya.arhat.dev']
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: user, namespace },
    rules: [
      { apiGroups, resources: ['virtualclusters/proxy'], verbs: ['get', 'create'] },
      { apiGroups, resources: ['virtualpods', 'virtualpods/exec'], resourceNames, verbs: ['get', 'create'] },
    ],
  }
  await succeed(cluster.kubectlWith({ input: JSON.stringify(role) }, 'create', '-f', '-'))
  await bind(cluster, user, `--role=${user}`)
}

/** A VirtualPod that outlives its device, because somebody wants it to. */
async function createReport(cluster: Cluster): Promise<void> {
  const pod = {
    apiVersion: 'aranya.arhat.dev/v1alpha1',
    kind: 'VirtualPod',
    metadata: { name: 'report', namespace, finalizers: ['example.com/hold'] },
    spec: { deviceName: name, containers: [{ name: 'host' }] },
  }
  await succeed(cluster.kubectlWith({ input: JSON.stringify(pod) }, 'create', '-f', '-'))
}

/** Something that somebody left open. */
interface Open {
  readonly exited: Promise<unknown>
}

interface Left {
  readonly streams: readonly Open[]
  /** One that nobody used. */
  readonly token: IssuedToken
}

/** All that one can have of a device: streams that are open, and a token. `pod`: through which eve has hers. */
async function leaveBehind(t: Test, { cluster, aranya, ann, eve }: Place, pod = 'report'): Promise<Left> {
  const forward = await startForward(t, { kubeconfig: ann }, { binary: 'kubectl', pod: name, ports: [9] })
  return {
    streams: [
      await openStream(t, ann, 'exec', name, '--', 'sh', '-c', 'echo; exec sleep 1000'),
      await eventually('eve is let in', async () => {
        const ran = await exec(cluster, eve, pod)
        return ran.code === 0 && openStream(t, eve, 'exec', pod, '--', 'sh', '-c', 'echo; exec sleep 1000')
      }),
      await openStream(t, ann, 'logs', '-f', name),
      forward,
    ],
    token: await issueToken(aranya, name, namespace),
  }
}

/** Resolves once the command has said something. */
async function openStream(t: Test, kubeconfig: string, ...args: string[]): Promise<Open> {
  const env = { ...process.env, KUBECONFIG: kubeconfig }
  const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'ignore'], env })
  t.teardown(() => stop(child))
  await once(child.stdout, 'data')
  child.stdout.resume()
  return { exited: exitCode(child) }
}

async function allEnd(t: Test, streams: readonly Open[]): Promise<void> {
  let ended = 0
  for (const { exited } of streams) void exited.then(() => ended++)
  await eventually('all streams end', () => ended === streams.length, 30_000)
  t.equal(ended, 4)
}

function exec(cluster: Cluster, kubeconfig: string, pod: string): Promise<Finished> {
  // The agent is the parent of what it runs.
  return cluster.kubectlWith({ kubeconfig }, 'exec', pod, '--', 'sh', '-c', 'cat /proc/$PPID/cmdline')
}

/** The command line of the agent that answers for the device. */
async function answering(cluster: Cluster, kubeconfig: string): Promise<string> {
  return (await succeed(exec(cluster, kubeconfig, name))).stdout.toString()
}

async function isForbidden(cluster: Cluster, kubeconfig: string): Promise<boolean> {
  return /forbidden/i.test((await exec(cluster, kubeconfig, name)).stderr)
}

/** An agent that was the device once comes back, and its owner tries a token from back then. */
async function shutOut(t: Test, { aranya }: Place, agent: Arhat, token: IssuedToken): Promise<void> {
  const refusals = (): number => aranya.log().split('"msg":"connection refused"').length
  await agent.stop()
  const before = refusals()
  // The device is online, by the agent that is it now.
  const again = await agent.start()
  await eventually('the old agent is refused', () => refusals() > before, 30_000)
  await again.stop()
  const joined = await joinWith(t, token)
  t.not(joined.code, 0, joined.stderr)
}

function joinWith(t: Test, { command }: IssuedToken): Promise<Finished> {
  const [, ...args] = command.split(' ')
  const main = join(repositoryRoot, 'dist/agent/main.js')
  const stateDir = stateDirFor(t)
  return run([process.execPath, main, ...args, '--state-dir', join(stateDir, 'state'), '--allow', 'exec'])
}

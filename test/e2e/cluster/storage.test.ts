import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { readEvents } from '../../apiserver/http/support/client.ts'
import type { Client } from '../../apiserver/http/support/client.ts'
import { group, startDevice, stop, succeed } from '../../support/aranya.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import type { Cluster } from '../../support/cluster.ts'
import { reachDirectly } from '../../support/cluster/direct.ts'
import { apiServiceName, available, installAranya } from '../../support/cluster/installed.ts'
import type { Installed } from '../../support/cluster/installed.ts'
import { virtualClusterPath } from '../../support/cluster/virtual-cluster.ts'
import { eventually } from '../../support/processes.ts'

/** What the cluster sees of a server whose disk is full, hangs or fails: nothing is lost, and nothing is said that is not so. */

const api = `/apis/${group}/v1alpha1`
const devicesOf = (namespace: string): string => `${api}/namespaces/${namespace}/edgedevices`
const devices = devicesOf('default')
const mib = 1024 * 1024
/** To mark such an object as deleted takes as much room as to make a small one; to delete one at once may take less. */
const finalizers = ['example.com/hold']

const device = (name: string, metadata: object = {}): object => ({
  apiVersion: `${group}/v1alpha1`,
  kind: 'EdgeDevice',
  metadata: { name, ...metadata },
})

t.test('a server with a bad disk', { skip: await whyNoCluster() }, async (t) => {
  const cluster = await startCluster(t)
  await cluster.controllerManager.start()
  const aranya = await installAranya(t, cluster, { diskBytes: 16 * mib })
  await available(cluster)
  await startDevice(t, aranya, 'edge-1')
  const client = cluster.connect()
  t.teardown(() => client.close())
  const place = { cluster, aranya, client }
  await prepare(place)
  const before = await apiResources(cluster)
  const held = await fill(t, place)
  const listed = await names(client)
  await t.test('discovery answers as before', (t) => discovery(t, cluster, before))
  await t.test('reads, lists, watches and streams go on', (t) => reads(t, place, listed))
  await t.test('writes say why they fail, and change nothing', (t) => writes(t, place, listed))
  await t.test('a namespace with devices waits, and says why; others do not', (t) => namespaces(t, place))
  await t.test('with room again all goes on by itself', (t) => recovery(t, place, held))
  await t.test('a disk that hangs holds up writes alone', { skip: noStrace }, (t) => hanging(t, place))
  await t.test('a disk that fails leaves what can be read, until a restart', { skip: noStrace }, (t) =>
    failing(t, place),
  )
})

const noStrace = spawnSync('strace', ['-V']).status !== 0 && 'strace is not installed'

interface Place {
  readonly cluster: Cluster
  readonly aranya: Installed
  readonly client: Client
}

async function prepare({ cluster, client }: Place): Promise<void> {
  for (const name of ['full', 'empty']) await succeed(cluster.kubectl('create', 'namespace', name))
  for (const name of ['one', 'two']) await create(client, devicesOf('full'), device(name))
  await create(client, devicesOf('full'), device('held', { finalizers }))
  await create(client, devices, device('kept', { finalizers, labels: { site: 'x' } }))
}

async function create(client: Client, path: string, body: object): Promise<void> {
  const { code, text } = await client.ask(path, { method: 'POST', body })
  if (code !== 201) throw new Error(text)
}

async function names(client: Client): Promise<readonly string[]> {
  const { json } = await client.ask(`${api}/edgedevices`)
  const { items } = json as { items: { metadata: { name: string } }[] }
  return items.map(({ metadata }) => metadata.name)
}

async function apiResources(cluster: Cluster): Promise<{ readonly text: string; readonly ms: number }> {
  const from = Date.now()
  const { stdout } = await succeed(cluster.kubectl('api-resources', '--cached=false', '-o', 'name'))
  return { text: stdout.toString(), ms: Date.now() - from }
}

interface Held {
  readonly ballast: string
  readonly pid: number | undefined
}

/** Leaves no room on the disk, then none in the store's own file, not even for a small object. */
async function fill(t: Test, { aranya, client }: Place): Promise<Held> {
  const ballast = join(aranya.disk, 'ballast')
  writeUntilFull(ballast)
  for (const size of [100_000, 0]) t.comment(`${await createUntilFull(t, client, size)} of ${size} bytes fitted`)
  return { ballast, pid: aranya.process.pid }
}

async function createUntilFull(t: Test, client: Client, size: number): Promise<number> {
  const annotations = { note: 'x'.repeat(size) }
  for (let stored = 0; ; stored++) {
    const body = device(`big-${size}-${stored}`, { annotations })
    const { code, json } = await client.ask(devices, { method: 'POST', body })
    if (code === 201 && stored < 2000) continue
    t.equal(code, 503)
    t.match(json, full)
    return stored
  }
}

const full = { kind: 'Status', reason: 'ServiceUnavailable', message: /the store is not available: .*ENOSPC/ }

function writeUntilFull(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (const size of [mib, 4096]) writeMany(file, Buffer.alloc(size))
  } finally {
    closeSync(file)
  }
}

function writeMany(file: number, bytes: Buffer): void {
  try {
    while (writeSync(file, bytes) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

async function discovery(t: Test, cluster: Cluster, before: { text: string; ms: number }): Promise<void> {
  const { text, ms } = await apiResources(cluster)
  t.comment(`${before.ms} ms before, ${ms} ms now`)
  t.equal(text, before.text)
  t.match(text, `edgedevices.${group}`)
  t.ok(ms < before.ms + 10_000)
  await available(cluster)
  t.match((await succeed(cluster.kubectl('explain', 'edgedevice.spec'))).stdout.toString(), /connectivity/)
}

async function reads(t: Test, { cluster, client }: Place, listed: readonly string[]): Promise<void> {
  t.ok(listed.includes('kept'))
  for (const query of ['', '?resourceVersion=0', '?limit=2', '?labelSelector=site%3Dx']) {
    t.equal((await client.ask(`${devices}${query}`)).code, 200, query)
  }
  t.equal((await client.ask(`${devices}/kept`)).code, 200)
  t.equal((await client.ask(`${devices}/missing`)).code, 404, 'what is not there is known as well')
  const initial = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
  const seen: string[] = []
  for await (const { type } of readEvents(await client.open(`${api}/edgedevices?${initial}`))) {
    seen.push(type)
    if (type === 'BOOKMARK') break
  }
  t.equal(seen.length, listed.length + 1, 'a watch begins with all of them')
  const server = `${cluster.server}${virtualClusterPath('default')}`
  const exec = await succeed(cluster.kubectl('--server', server, 'exec', 'edge-1', '--', 'echo', 'hi'))
  t.equal(exec.stdout.toString(), 'hi\n')
}

async function writes(t: Test, { cluster, client }: Place, listed: readonly string[]): Promise<void> {
  const patch = { 'content-type': 'application/merge-patch+json' }
  const large = { metadata: { annotations: { note: 'x'.repeat(200_000) } } }
  for (const [path, ask] of [
    [devices, { method: 'POST', body: device('late', large.metadata) }],
    [`${devices}/kept`, { method: 'PATCH', headers: patch, body: large }],
    [`${devices}/kept`, { method: 'DELETE' }],
    [`${devices}?labelSelector=site%3Dx`, { method: 'DELETE' }],
  ] as const) {
    const { code, json } = await client.ask(path, ask)
    t.equal(code, 503, `${ask.method} ${path}`)
    t.match(json, full)
  }
  const said = await cluster.kubectl('delete', 'ed', 'kept')
  t.match(said.stderr, /Error from server \(ServiceUnavailable\): the store is not available: .*ENOSPC/)
  t.same(await names(client), listed, 'all are there')
  t.equal((await client.ask(`${devices}?labelSelector=site%3Dnowhere`, { method: 'DELETE' })).code, 200, 'of nothing')
  t.equal((await client.ask(`${devices}?dryRun=All`, { method: 'POST', body: device('tried') })).code, 201, 'a dry run')
}

async function namespaces(t: Test, { cluster, client }: Place): Promise<void> {
  await succeed(cluster.kubectl('delete', 'namespace', 'full', '--wait=false'))
  await succeed(cluster.kubectl('delete', 'namespace', 'empty', '--wait=false'))
  await succeed(cluster.kubectl('wait', '--for=delete', 'namespace/empty', '--timeout=60s'))
  const message = await eventually('the namespace says why it waits', async () => {
    const condition = '{.status.conditions[?(@.type=="NamespaceDeletionContentFailure")].message}'
    const { stdout } = await succeed(cluster.kubectl('get', 'namespace', 'full', `-o=jsonpath=${condition}`))
    return stdout.length > 0 && stdout.toString()
  })
  t.match(message, /the store is not available: .*ENOSPC/)
  t.match((await client.ask(`${devicesOf('full')}/held`)).json, { metadata: { deletionTimestamp: undefined } })
}

async function recovery(t: Test, { cluster, aranya, client }: Place, { ballast, pid }: Held): Promise<void> {
  const conditions = `-o=jsonpath={.status.conditions[?(@.type=="Available")].status}`
  const { stdout } = await succeed(cluster.kubectl('get', 'apiservice', apiServiceName, conditions))
  t.equal(stdout.toString(), 'True', 'it was available all the time')
  rmSync(ballast)
  await create(client, devices, device('late'))
  await eventually('the deletion goes on', () => isBeingDeleted(client, `${devicesOf('full')}/held`), 90_000)
  const headers = { 'content-type': 'application/merge-patch+json' }
  const body = { metadata: { finalizers: null } }
  t.equal((await client.ask(`${devicesOf('full')}/held`, { method: 'PATCH', headers, body })).code, 200)
  await succeed(cluster.kubectl('wait', '--for=delete', 'namespace/full', '--timeout=90s'))
  t.same((await client.ask(devicesOf('full'))).json.items, [])
  t.equal(aranya.process.pid, pid, 'it was never restarted')
  t.equal(aranya.process.exitCode, null)
  t.notMatch(cluster.controllerManager.log(), /not all resource monitors could be synced/)
}

async function isBeingDeleted(client: Client, path: string): Promise<boolean> {
  const { json } = await client.ask(path)
  return (json as { metadata: { deletionTimestamp?: string } }).metadata.deletionTimestamp !== undefined
}

interface Fault {
  end(): Promise<void>
}

/** From now on, and until `end`, something is wrong with each sync of the server's disk: see strace(1), `inject`. */
async function injectFault(t: Test, { aranya }: Place, fault: string): Promise<Fault> {
  const calls = 'fsync,fdatasync,msync'
  const trace = ['-f', '-p', String(aranya.process.pid), '-o', '/dev/null']
  const args = [...trace, '-e', `trace=${calls}`, '-e', `inject=${calls}:${fault}`]
  const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  t.teardown(() => stop(strace))
  // It says to what it is attached.
  await once(strace.stderr, 'data')
  strace.stderr.resume()
  return { end: async () => void (await stop(strace)) }
}

async function hanging(t: Test, place: Place): Promise<void> {
  const { cluster, client } = place
  const listed = await names(client)
  const fault = await injectFault(t, place, 'delay_enter=10000000')
  const from = Date.now()
  const writer = cluster.connect()
  const writing = writer.ask(devices, { method: 'POST', body: device('slow') })
  t.same(await names(client), listed)
  t.match((await apiResources(cluster)).text, `edgedevices.${group}`)
  await available(cluster)
  t.ok(Date.now() - from < 9000, 'all of that while the write waited')
  t.equal((await writing).code, 201)
  t.ok(Date.now() - from > 9000)
  writer.close()
  await fault.end()
}

async function failing(t: Test, place: Place): Promise<void> {
  const { aranya, cluster, client } = place
  const listed = await names(client)
  const watch = await client.open(`${api}/edgedevices?watch=1&timeoutSeconds=60`)
  const fault = await injectFault(t, place, 'error=EIO')
  const failed = { kind: 'Status', reason: 'InternalError', message: /the store failed: .*restart the server/ }
  for (const name of ['lost-1', 'lost-2']) {
    const { code, json } = await client.ask(devices, { method: 'POST', body: device(name) })
    t.equal(code, 500)
    t.match(json, failed)
  }
  await fault.end()
  t.match((await client.ask(devices, { method: 'DELETE' })).json, failed, 'also when the disk is well again')
  t.same(await names(client), listed, 'what was acknowledged can be read')
  t.match((await apiResources(cluster)).text, `edgedevices.${group}`)
  t.notOk(watch.closed, 'a watch goes on')
  watch.destroy()
  const server = `${cluster.server}${virtualClusterPath('default')}`
  await succeed(cluster.kubectl('--server', server, 'exec', 'edge-1', '--', 'true'))
  const direct = await reachDirectly(t, cluster, aranya)
  t.equal((await direct.connect().ask('/livez')).code, 500, 'so the kubelet restarts it')
  t.equal((await direct.connect().ask('/readyz')).code, 200, 'until then the cluster asks it')
  await aranya.stop()
  await aranya.start()
  await available(cluster)
  const kept = await names(client)
  t.same(
    kept.filter((name) => !name.startsWith('lost-')),
    listed,
    'nothing is missing; what was refused may have been written',
  )
  await create(client, devices, device('after'))
}

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { ClusterClient, ClusterError } from '../../../../apiserver/kubernetes/client/client.ts'
import { isInCluster, openInCluster } from '../../../../apiserver/kubernetes/client/access.ts'
import { Informer, readLines } from '../../../../apiserver/kubernetes/informer/informer.ts'
import { openKubeconfig } from '../../../../apiserver/kubernetes/kubeconfig/open-kubeconfig.ts'
import { log } from '../../http/support/server.ts'
import { eventually } from '../../../support/processes.ts'
import { StandInKubeApiserver } from '../../server/modes/support/kube-apiserver.ts'

/** A pod's service account, as the kubelet mounts it. */
function mountAccount(t: Test, cluster: StandInKubeApiserver): { dir: string; env: Record<string, string> } {
  const dir = t.testdir({ token: `${cluster.token}\n`, 'ca.crt': cluster.ca })
  return { dir, env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: cluster.server.port } }
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise
  } catch (error) {
    return error instanceof ClusterError ? error.code : error
  }
}

t.test('a cluster', async (t) => {
  const cluster = await StandInKubeApiserver.start(t)
  cluster.put('namespaces', { metadata: { name: 'one' } })
  const account = mountAccount(t, cluster)
  const client = new ClusterClient({ access: openInCluster(account), userAgent: 'test' })
  t.teardown(() => client.close())
  const path = '/api/v1/namespaces/one'

  t.test('is reached as a service account, whose token may be renewed at any time', async (t) => {
    t.equal(isInCluster(account), true)
    t.equal(isInCluster({ ...account, env: {} }), false)
    t.match(await client.get(path), { metadata: { name: 'one' } })
    writeFileSync(join(account.dir, 'token'), 'not yet known')
    const fresh = new ClusterClient({ access: openInCluster(account), userAgent: 'test' })
    t.equal(await failure(fresh.get(path)), 401)
    writeFileSync(join(account.dir, 'token'), cluster.token)
    t.match(await fresh.get(path), { metadata: { name: 'one' } }, 'one that was refused is read again at once')
    fresh.close()
  })

  t.test('is reached by a kubeconfig, also with a file for its token', async (t) => {
    const open = async (file: string) => {
      const other = new ClusterClient({ access: await openKubeconfig(file), userAgent: 'test' })
      t.match(await other.get(path), { metadata: { name: 'one' } })
      other.close()
    }
    await open(cluster.kubeconfig)
    const dir = t.testdir({ token: cluster.token })
    const config = readFileSync(cluster.kubeconfig, 'utf8').replace(`"token":"${cluster.token}"`, '"tokenFile":"token"')
    writeFileSync(join(dir, 'config'), config)
    await open(join(dir, 'config'))
    writeFileSync(join(dir, 'plain'), config.replace('https:', 'http:'))
    await t.rejects(openKubeconfig(join(dir, 'plain')), /plain: http:.* is not an https URL/)
    await t.rejects(openKubeconfig(join(dir, 'none')), /ENOENT/)
  })

  t.test('that refuses, hangs or is gone is an error that says which', async (t) => {
    t.equal(await failure(client.get('/api/v1/namespaces/none')), 404)
    cluster.hanging.add('/one')
    t.equal(await failure(client.request({ method: 'GET', path, timeoutMs: 50 })), 'timeout')
    const cancelled = AbortSignal.abort(new Error('changed my mind'))
    t.match(await failure(client.get(path, cancelled)), { message: 'changed my mind' })
    cluster.hanging.clear()
    await cluster.kill()
    t.equal(await failure(client.get(path)), 'unreachable')
    await cluster.start()
    t.match(await client.get(path), { metadata: { name: 'one' } })
  })

  t.test('is followed through whatever happens to it', async (t) => {
    const timing = { firstRetryMs: 10, maxRetryMs: 50, watchMs: 60_000 }
    const informer = new Informer({
      client,
      title: 'namespaces',
      path: '/api/v1/namespaces',
      keep: ({ metadata }) => metadata.resourceVersion,
      log,
      timing,
    })
    t.teardown(() => informer.close())
    await eventually('it is synced', () => informer.find('one') !== undefined)
    const lists = () => cluster.asked.filter((line) => line === 'GET /api/v1/namespaces').length
    cluster.put('namespaces', { metadata: { name: 'two' } })
    await eventually('what is new is there', () => informer.find('two') !== undefined)
    cluster.remove('namespaces', 'two')
    await eventually('what is gone is not', () => informer.find('two') === undefined)
    const before = lists()
    cluster.endWatches()
    await eventually('a watch that ended is followed by another', () => lists() > before)
    cluster.endWatches({ type: 'ERROR', object: { code: 410, message: 'too old' } })
    cluster.put('namespaces', { metadata: { name: 'three' } })
    await eventually('after a 410 it lists again', () => informer.find('three') !== undefined)
    cluster.endWatches({ no: 'event' })
    await cluster.kill()
    cluster.put('namespaces', { metadata: { name: 'four' } })
    cluster.remove('namespaces', 'one')
    t.ok(informer.find('one'), 'what was known stays')
    await eventually('it knows that it cannot look', () => informer.problem !== '')
    await cluster.start()
    await eventually(
      'it has caught up',
      () => informer.find('four') !== undefined && informer.find('one') === undefined,
    )
    t.equal(informer.problem, '')
  })
})

t.test('a line of a watch may come in pieces, but not without a bound', async (t) => {
  const read = async (chunks: string[], maxBytes: number): Promise<string[]> => {
    const source = chunks.map((chunk) => Buffer.from(chunk))
    const lines: string[] = []
    for await (const line of readLines(toAsync(source), maxBytes)) lines.push(line)
    return lines
  }
  t.strictSame(await read(['a', 'b\n\nc', 'd\ne\n', 'rest'], 4), ['ab', 'cd', 'e'])
  t.equal(await failure(read(['aaa', 'aaa'], 4)), 'malformed')
})

async function* toAsync(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks
}

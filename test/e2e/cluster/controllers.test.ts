import t from 'tap'
import { group, succeed } from '../../support/aranya.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import { available, installAranya } from '../../support/cluster/installed.ts'
import { eventually } from '../../support/processes.ts'

/** What kube-controller-manager does with our resources: it collects garbage, empties namespaces, counts for quotas. */

t.test('the cluster’s controllers', { skip: await whyNoCluster() }, async (t) => {
  const cluster = await startCluster(t)
  await cluster.controllerManager.start()
  await installAranya(t, cluster)
  await available(cluster)

  const apply = (object: object) =>
    cluster.kubectlWith({ input: JSON.stringify(object) }, 'create', '-o', 'json', '-f', '-')
  const create = async (object: object): Promise<{ metadata: { uid: string } }> =>
    JSON.parse((await succeed(apply(object))).stdout.toString()) as { metadata: { uid: string } }
  const exists = async (...args: string[]): Promise<boolean> =>
    (await succeed(cluster.kubectl('get', '--ignore-not-found', '-o', 'name', ...args))).stdout.length > 0
  const device = (name: string, metadata: object = {}): object => ({
    apiVersion: `${group}/v1alpha1`,
    kind: 'EdgeDevice',
    metadata: { name, namespace: 'default', ...metadata },
  })
  const configMap = (name: string, metadata: object = {}): object => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', ...metadata },
  })
  const owner = (kind: string, name: string, uid: string): object => ({
    ownerReferences: [
      { apiVersion: kind === 'ConfigMap' ? 'v1' : `${group}/v1alpha1`, kind, name, uid, blockOwnerDeletion: true },
    ],
  })

  // The garbage collector looks for new resources every 30 s.
  await t.test('what a device owns goes with it, and the other way round', async (t) => {
    const { metadata } = await create(device('owner'))
    await create(configMap('owned', owner('EdgeDevice', 'owner', metadata.uid)))
    await succeed(cluster.kubectl('delete', 'ed', 'owner'))
    await eventually('the ConfigMap is collected', async () => !(await exists('cm/owned')), 60_000)
    const map = await create(configMap('owner'))
    await create(device('owned', owner('ConfigMap', 'owner', map.metadata.uid)))
    await succeed(cluster.kubectl('delete', 'cm', 'owner'))
    await eventually('the device is collected', async () => !(await exists('ed/owned')), 60_000)
    await eventually('and its pod with it', async () => !(await exists('vpod/owned')), 60_000)
    t.notOk(await exists('vpod/owner'))
  })

  await t.test('a deletion in the foreground waits for what is owned', async (t) => {
    const { metadata } = await create(device('front'))
    const finalizers = ['example.com/hold']
    await create(configMap('held', { ...owner('EdgeDevice', 'front', metadata.uid), finalizers }))
    await succeed(cluster.kubectl('delete', 'ed', 'front', '--cascade=foreground', '--wait=false'))
    const jsonpath = '-o=jsonpath={.metadata.deletionTimestamp}'
    const isDeleted = async () => (await cluster.kubectl('get', 'cm', 'held', jsonpath)).stdout.length > 0
    await eventually('what it owns is being deleted', isDeleted, 60_000)
    t.ok(await exists('ed/front'), 'it is there for as long')
    await succeed(cluster.kubectl('patch', 'cm', 'held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'))
    await eventually('the device is gone', async () => !(await exists('ed/front')), 60_000)
  })

  await t.test('orphans stay, and do not name their owner any more', async (t) => {
    await create(device('parent'))
    await eventually('its pod is there', () => exists('vpod/parent'))
    await succeed(cluster.kubectl('delete', 'ed', 'parent', '--cascade=orphan'))
    await eventually('the device is gone', async () => !(await exists('ed/parent')), 60_000)
    const { stdout } = await succeed(
      cluster.kubectl('get', 'vpod', 'parent', '-o=jsonpath={.metadata.ownerReferences}'),
    )
    t.equal(stdout.toString(), '')
    await succeed(cluster.kubectl('delete', 'vpod', 'parent'))
  })

  await t.test('a quota counts what is there', async () => {
    const hard = { [`count/edgedevices.${group}`]: '5' }
    await create(device('counted'))
    await create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'devices' }, spec: { hard } })
    const used = async (count: string): Promise<boolean> => {
      const { stdout } = await succeed(cluster.kubectl('get', 'quota', 'devices', '-o=jsonpath={.status.used}'))
      return stdout.toString() === JSON.stringify({ [`count/edgedevices.${group}`]: count })
    }
    await eventually('one is counted', () => used('1'), 60_000)
    await succeed(cluster.kubectl('delete', 'ed', 'counted'))
    await eventually('none is counted', () => used('0'), 60_000)
  })

  await t.test('a namespace that is deleted is emptied, and takes nothing new', async (t) => {
    await succeed(cluster.kubectl('create', 'namespace', 'plant-a'))
    await create(device('one', { namespace: 'plant-a' }))
    await create(device('two', { namespace: 'plant-a', finalizers: ['example.com/hold'] }))
    await succeed(cluster.kubectl('delete', 'namespace', 'plant-a', '--wait=false'))
    await eventually('the first is gone', async () => !(await exists('ed/one', '-n', 'plant-a')), 60_000)
    const late = await apply(device('late', { namespace: 'plant-a' }))
    t.match(late.stderr, /plant-a.*(being terminated|terminat)/)
    const release = ['--type=merge', '-p', '{"metadata":{"finalizers":null}}']
    await succeed(cluster.kubectl('patch', 'ed', 'two', '-n', 'plant-a', ...release))
    await succeed(cluster.kubectl('wait', '--for=delete', 'namespace/plant-a', '--timeout=60s'))
    const missing = await apply(device('late', { namespace: 'plant-a' }))
    t.match(missing.stderr, /namespaces? "plant-a" not found/)
  })

  t.notMatch(cluster.controllerManager.log(), /not all resource monitors could be synced/)
})

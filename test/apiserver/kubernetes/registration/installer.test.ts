import { X509Certificate } from 'node:crypto'
import { pino } from 'pino'
import t from 'tap'
import type { Test } from 'tap'
import { apiServiceObject } from '../../../../apiserver/kubernetes/registration/api-service.ts'
import { secretObject } from '../../../../apiserver/kubernetes/registration/ca-secret.ts'
import { Installer } from '../../../../apiserver/kubernetes/registration/installer.ts'
import type { ServingKey } from '../../../../apiserver/kubernetes/registration/serving-key.ts'
import { servingCaSecret } from '../../../../apiserver/kubernetes/registration/installation.ts'
import { apiServicePath, FakeCluster, Refusal, secretPath, service } from './fake-cluster.ts'

const dayMs = 86_400_000
const settleMs = 300_000
const { signal } = new AbortController()
const start = Date.UTC(2026, 5, 1)

/** Every CA takes its time, so that most tests begin with one. */
const made = new FakeCluster()

interface World {
  readonly cluster: FakeCluster
  readonly installer: Installer
  readonly served: ServingKey[]
  /** One round, after this time has passed. Checks that what is served is trusted, as kube-apiserver would. */
  readonly pass: (ms: number) => Promise<void>
  /** A server that was started anew on the same cluster. */
  readonly restart: () => World
}

function openWorld(t: Test, cluster = made.copy(), clock = { now: start }): World {
  const served: ServingKey[] = []
  const installer = new Installer({
    cluster,
    service,
    secret: secretObject(service.namespace, servingCaSecret),
    apiService: apiServiceObject('v1alpha1.aranya.arhat.dev'),
    names: ['aranya.aranya-system.svc'],
    settleMs,
    onIssued: (key) => served.push(key),
    now: () => clock.now,
    log: pino({ level: 'silent' }),
  })
  installer.listening()
  const pass = async (ms: number) => {
    clock.now += ms
    await installer.round(signal)
    t.ok(isTrusted(cluster.caBundle, served.at(-1)?.cert, clock.now), 'what is served is trusted')
  }
  return { cluster, installer, served, pass, restart: () => openWorld(t, cluster, clock) }
}

const split = (bundle: string): X509Certificate[] =>
  (bundle.match(/-----BEGIN[^-]*-----[^-]*-----END[^-]*-----/g) ?? []).map((pem) => new X509Certificate(pem))

function isTrusted(bundle: string, cert: string | undefined, nowMs: number): boolean {
  const leaf = new X509Certificate(cert ?? '')
  const isAlive = (x509: X509Certificate) => Date.parse(x509.validFrom) <= nowMs && nowMs < Date.parse(x509.validTo)
  const isSigned = split(bundle).some((ca) => isAlive(ca) && leaf.verify(ca.publicKey))
  return isSigned && isAlive(leaf) && leaf.checkHost('aranya.aranya-system.svc') !== undefined
}

t.test('an empty Secret gets a CA, and the APIService trusts it', async (t) => {
  const { cluster, installer, served, pass } = openWorld(t, made)
  t.notOk(installer.isServing)
  await pass(0)
  t.ok(installer.isServing)
  t.strictSame(Object.keys(cluster.secretData).toSorted(), ['ca.crt', 'ca.key'])
  t.equal(split(cluster.caBundle).length, 1)
  await pass(10_000)
  t.equal(cluster.patches.length, 2, 'what is as it should be is not written')
  t.equal(served.length, 1)
})

t.test('a server that is started again serves by the same CA, and writes nothing', async (t) => {
  const world = openWorld(t)
  await world.pass(0)
  const again = world.restart()
  await again.pass(1000)
  t.equal(world.cluster.patches.length, 1, 'the caBundle, by the first')
  t.not(again.served[0]?.key, world.served[0]?.key, 'its key is its own')
})

t.test('a caBundle that was taken away, or replaced, and a check that was turned off, are put right', async (t) => {
  const { cluster, pass } = openWorld(t)
  await pass(0)
  const bundle = cluster.caBundle
  for (const spec of [{ caBundle: null }, { caBundle: 'bm90IGEgY2VydGlmaWNhdGU=' }, { insecureSkipTLSVerify: true }]) {
    cluster.change(apiServicePath, { spec })
    await pass(10_000)
    t.equal(cluster.caBundle, bundle)
    const left = Object.keys(cluster.objects.get(apiServicePath)?.['spec'] ?? {})
    t.notOk(left.includes('insecureSkipTLSVerify'))
  }
})

t.test('the serving certificate is renewed in time, without a word to the cluster', async (t) => {
  const { cluster, served, pass } = openWorld(t)
  await pass(0)
  await pass(19 * dayMs)
  t.equal(served.length, 1)
  await pass(dayMs + 60_000)
  t.equal(served.length, 2)
  t.equal(cluster.patches.length, 1)
})

t.test('it is renewed while the cluster cannot be reached', async (t) => {
  const world = openWorld(t)
  await world.pass(0)
  world.cluster.interfere = () => {
    throw new Error('ECONNREFUSED')
  }
  await t.rejects(world.pass(20 * dayMs + 60_000), { message: /^could not get Secret/ })
  t.equal(world.served.length, 2)
})

t.test('a CA is rotated at two thirds of its life, and what is served is trusted at every moment', async (t) => {
  const { cluster, served, pass } = openWorld(t)
  await pass(0)
  const [first] = split(cluster.caBundle)
  const caOf = () => new X509Certificate(served.at(-1)?.cert ?? '').verify(first?.publicKey as never)
  for (let day = 0; day < 243; day += 9) await pass(9 * dayMs)
  await pass(dayMs)
  t.equal(split(cluster.caBundle).length, 2, 'both are trusted')
  t.ok(caOf(), 'the old one signs')
  await pass(settleMs - 1000)
  t.ok(caOf(), 'until every kube-apiserver has seen it')
  await pass(1000)
  t.notOk(caOf(), 'then the new one does')
  t.equal(split(cluster.caBundle).length, 2, 'and both are trusted still')
  await pass(settleMs)
  t.equal(split(cluster.caBundle).length, 1)
  t.not(split(cluster.caBundle)[0]?.fingerprint256, first?.fingerprint256)
  t.strictSame(Object.keys(cluster.secretData).toSorted(), ['ca.crt', 'ca.key'])
})

t.test('a rotation goes on with the server that comes after', async (t) => {
  let world = openWorld(t)
  await world.pass(0)
  const first = world.cluster.caBundle
  world.cluster.change(secretPath, { metadata: { annotations: { 'aranya.arhat.dev/rotate': 'now' } } })
  for (const passes of [0, settleMs, settleMs, settleMs]) {
    await world.pass(1000)
    world = world.restart()
    await world.pass(1000)
    await world.pass(passes)
  }
  t.equal(split(world.cluster.caBundle).length, 1)
  t.not(world.cluster.caBundle, first)
})

t.test('an operator asks for a rotation by an annotation, once for each of its values', async (t) => {
  const { cluster, pass } = openWorld(t)
  await pass(0)
  const rotate = async (value: string) => {
    const before = cluster.caBundle
    cluster.change(secretPath, { metadata: { annotations: { 'aranya.arhat.dev/rotate': value } } })
    for (let rounds = 0; rounds < 4; rounds++) await pass(settleMs)
    return cluster.caBundle !== before
  }
  t.ok(await rotate('2026-11-21'))
  t.notOk(await rotate('2026-11-21'))
  t.ok(await rotate('2026-11-22'))
})

t.test('a CA that is damaged, half there or expired is replaced', async (t) => {
  const { cluster, pass } = openWorld(t)
  await pass(0)
  for (const data of [{ 'ca.key': null }, { 'next-ca.crt': 'AAAA' }]) {
    const before = cluster.caBundle
    cluster.change(secretPath, { data })
    await pass(1000)
    t.not(cluster.caBundle, before)
    t.strictSame(Object.keys(cluster.secretData).toSorted(), ['ca.crt', 'ca.key'])
  }
  const world = openWorld(t, cluster, { now: Date.UTC(2028, 5, 1) })
  await world.pass(0)
})

t.test('whoever writes at the same time does not undo it', async (t) => {
  const { cluster, pass } = openWorld(t, new FakeCluster())
  let conflicts = 4
  cluster.interfere = (verb, path) => {
    if (verb === 'patch' && conflicts-- > 0) cluster.change(path, { metadata: { labels: { by: String(conflicts) } } })
  }
  await pass(0)
  t.equal(conflicts <= 0, true)
})

t.test('one who never stops writing is told of', async (t) => {
  const { cluster, installer } = openWorld(t)
  cluster.interfere = (verb) => {
    if (verb === 'patch') throw new Refusal(409)
  }
  await t.rejects(installer.round(signal), { message: /keeps changing/ })
})

t.test('what is missing, and what is not allowed, is said with what to do', async (t) => {
  const { cluster, installer } = openWorld(t, new FakeCluster())
  const refuse = (verb: string, path: string, code: number) => {
    cluster.interfere = (...request) => {
      if (request.join(' ') === `${verb} ${path}`) throw new Refusal(code)
    }
    return installer.round(signal)
  }
  const secret = 'Secret aranya-system/aranya-serving-ca'
  const apiService = 'APIService v1alpha1.aranya.arhat.dev'
  await t.rejects(refuse('get', secretPath, 403), {
    message: `the cluster does not allow get of ${secret}: apply manifests/base`,
  })
  await t.rejects(refuse('patch', secretPath, 403), {
    message: `the cluster does not allow patch of ${secret}: apply manifests/base`,
  })
  await t.rejects(refuse('get', secretPath, 404), { message: `there is no ${secret}: apply manifests/base` })
  await t.rejects(refuse('get', apiServicePath, 404), { message: `there is no ${apiService}: apply manifests/base` })
  await t.rejects(refuse('patch', apiServicePath, 403), {
    message: `the cluster does not allow patch of ${apiService}: apply manifests/base`,
  })
  await t.rejects(refuse('get', secretPath, 500), { message: `could not get ${secret}` })
})

t.test('the APIService of another Service is left alone', async (t) => {
  const { cluster, installer } = openWorld(t)
  cluster.change(apiServicePath, { spec: { service: { name: 'other' } } })
  await t.rejects(installer.round(signal), {
    message: /is of the Service aranya-system\/other, not of aranya-system\/aranya/,
  })
  t.equal(cluster.caBundle, '')
})

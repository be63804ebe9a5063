import { X509Certificate } from 'node:crypto'
import { pino } from 'pino'
import t from 'tap'
import { openInstallation } from '../../../../apiserver/kubernetes/registration/installation.ts'
import { eventually } from '../../../support/processes.ts'
import { apiServicePath, FakeCluster, Refusal, secretPath, service } from './fake-cluster.ts'

function open(cluster: FakeCluster, lines: string[] = []) {
  return openInstallation({
    cluster,
    service,
    apiServiceName: 'v1alpha1.aranya.arhat.dev',
    extraNames: ['edge.example', '192.0.2.7'],
    log: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }),
    timing: { intervalMs: 20 },
  })
}

t.test('kube-apiserver is told to trust the server once its port is open, and not before', async (t) => {
  const cluster = new FakeCluster()
  const installation = await open(cluster)
  t.teardown(() => installation.close())
  t.ok(cluster.secretData['ca.crt'])
  t.equal(cluster.caBundle, '')
  t.doesNotThrow(() => installation.healthCheck.check())
  installation.register()
  await eventually('the caBundle is written', () => cluster.caBundle !== '')
  cluster.change(apiServicePath, { spec: { caBundle: null } })
  await eventually('it is written again', () => cluster.caBundle !== '')
})

t.test('the certificate is for the Service, for this machine, and for what else is asked', async (t) => {
  const installation = await open(new FakeCluster())
  t.teardown(() => installation.close())
  const leaf = new X509Certificate(installation.servingKey().cert)
  for (const host of ['aranya.aranya-system.svc', 'localhost', 'edge.example']) t.ok(leaf.checkHost(host), host)
  t.ok(leaf.checkIP('192.0.2.7'))
})

t.test('a server starts in a cluster that refuses it, and is served well when that ends', async (t) => {
  const cluster = new FakeCluster()
  const lines: string[] = []
  cluster.interfere = (_verb, path) => {
    if (path === secretPath) throw new Refusal(403)
  }
  const installation = await open(cluster, lines)
  t.teardown(() => installation.close())
  const untrusted = installation.servingKey()
  t.throws(() => installation.healthCheck.check(), { message: /does not allow get of Secret/ })
  const keys: string[] = []
  installation.onServingKey(({ cert }) => keys.push(cert))
  installation.register()
  cluster.interfere = () => {}
  await eventually('it is trusted', () => cluster.caBundle !== '')
  t.ok(keys.length > 0)
  t.not(installation.servingKey().cert, untrusted.cert)
  t.ok(new X509Certificate(installation.servingKey().cert).verify(new X509Certificate(cluster.caBundle).publicKey))
  t.doesNotThrow(() => installation.healthCheck.check())
  t.equal(lines.length, 1, 'the problem was said once')
})

t.test('closed, it asks nothing more', async (t) => {
  const [cluster, other] = [new FakeCluster(), new FakeCluster()]
  const [installation, another] = [await open(cluster), await open(other)]
  t.teardown(() => another.close())
  installation.register()
  await eventually('it works', () => cluster.caBundle !== '')
  await installation.close()
  await installation.close()
  let asked = 0
  other.interfere = () => asked++
  another.register()
  cluster.interfere = () => t.fail('asked after it was closed')
  await eventually('another one asks time after time', () => asked > 3)
})

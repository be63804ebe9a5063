import t from 'tap'
import type { Test } from 'tap'
import type { IssuedKey } from '../../../apiserver/pki/authority.ts'
import type { Credentials } from '../../apiserver/http/support/client.ts'
import { startDevice, succeed } from '../../support/aranya.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import type { Cluster } from '../../support/cluster.ts'
import { reachDirectly } from '../../support/cluster/direct.ts'
import type { Direct } from '../../support/cluster/direct.ts'
import { available, installAranya } from '../../support/cluster/installed.ts'
import { eventually } from '../../support/processes.ts'

/** Who is not let in, by the server's own port and through kube-apiserver. */

const api = '/apis/aranya.arhat.dev/v1alpha1'
const devices = `${api}/namespaces/default/edgedevices`
const masters = { 'x-remote-user': 'root', 'x-remote-group': 'system:masters' }
const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  'sec-websocket-protocol': 'v5.channel.k8s.io',
}

const credentialsOf = ({ chainPem, keyPem }: IssuedKey): Credentials => ({ cert: chainPem, key: keyPem })

t.test('a server in a cluster', { skip: await whyNoCluster() }, async (t) => {
  const cluster = await startCluster(t)
  await cluster.controllerManager.start()
  const aranya = await installAranya(t, cluster)
  await available(cluster)
  await startDevice(t, aranya, 'edge-1')
  await grant(cluster, 'reader', { verbs: 'get,list,watch', resources: ['edgedevices', 'virtualpods'] })
  await grant(cluster, 'opener', { verbs: 'get', resources: ['virtualpods/exec', 'virtualclusters/proxy'] })
  const direct = await reachDirectly(t, cluster, aranya)
  await t.test('believes no X-Remote-* of anyone but the front proxy', (t) => forgedHeaders(t, cluster, direct))
  await t.test('believes all that the front proxy says', (t) => frontProxy(t, cluster, direct))
  await t.test('knows the users of the cluster by certificate and token', (t) => users(t, cluster, direct))
  await t.test('reads a path as the one that was authorized', (t) => paths(t, cluster, direct))
  await t.test('opens no stream for who may only read', (t) => upgrades(t, cluster, direct))
  await t.test('holds the body against the path', (t) => bodies(t, cluster))
  await t.test('forgets what a deleted RoleBinding granted', (t) => staleGrant(t, cluster, direct))
})

interface Grant {
  readonly verbs: string
  readonly resources: readonly string[]
}

async function grant(cluster: Cluster, user: string, { verbs, resources }: Grant): Promise<void> {
  const named = resources.map((resource) => {
    const [name = '', sub] = resource.split('/')
    return `--resource=${name}.aranya.arhat.dev${sub === undefined ? '' : `/${sub}`}`
  })
  await succeed(cluster.kubectl('create', 'role', user, `--verb=${verbs}`, ...named))
  await succeed(cluster.kubectl('create', 'rolebinding', user, `--role=${user}`, `--user=${user}`))
}

async function forgedHeaders(t: Test, cluster: Cluster, direct: Direct): Promise<void> {
  const { ca, frontProxyCa } = cluster.keys
  const days = 1
  const client = (commonName: string) => ca.issueClient({ commonName, organizations: [], days })
  const cases: [string, Credentials | undefined, number[]][] = [
    ['nobody', undefined, [401, 403]],
    ['a user of the cluster', credentialsOf(await client('mallory')), [403]],
    ['a user with the name of the front proxy', credentialsOf(await client('front-proxy-client')), [403]],
    [
      'a front proxy of another name',
      credentialsOf(await frontProxyCa.issueClient({ commonName: 'mallory', organizations: [], days })),
      [401],
    ],
    [
      'a front proxy whose certificate ended',
      credentialsOf(await frontProxyCa.issueClient({ commonName: 'front-proxy-client', organizations: [], days: -1 })),
      [401, 403],
    ],
    [
      'a server’s certificate of the front proxy’s CA',
      credentialsOf(await frontProxyCa.issueServer({ commonName: 'front-proxy-client', names: ['localhost'], days })),
      [401, 403],
    ],
  ]
  for (const [who, credentials, codes] of cases) {
    const connected = direct.connect(credentials)
    for (const path of [devices, `${devices}/edge-1`, `${devices}/edge-1/token`, '/metrics']) {
      const { code, json } = await connected.ask(path, { headers: masters })
      t.ok(codes.includes(code), `${who}: ${path}: ${code}`)
      t.match(json, { kind: 'Status', status: 'Failure' })
    }
  }
}

async function frontProxy(t: Test, cluster: Cluster, direct: Direct): Promise<void> {
  const issued = await cluster.keys.frontProxyCa.issueClient({
    commonName: 'front-proxy-client',
    organizations: [],
    days: 1,
  })
  const client = direct.connect(credentialsOf(issued))
  const ask = async (headers: Record<string, string | string[]>) => (await client.ask(devices, { headers })).code
  t.equal(await ask(masters), 200)
  t.equal(await ask({ 'x-remote-user': 'reader' }), 200)
  t.equal(
    await ask({ 'x-remote-user': 'nobody', 'x-remote-group': ['a', 'system:masters'] }),
    200,
    'the second group counts',
  )
  t.equal(
    await ask({ 'x-remote-user': 'nobody', 'x-remote-group': 'a, system:masters' }),
    403,
    'a comma is no separator',
  )
  t.equal(await ask({ 'x-remote-user': 'nobody', 'X-Remote-Extra-example.com%2fa': 'b' }), 403)
  t.ok([401, 403].includes(await ask({ 'x-remote-group': 'system:masters' })), 'a group is no user')
}

async function users(t: Test, cluster: Cluster, direct: Direct): Promise<void> {
  const reader = await cluster.keys.ca.issueClient({ commonName: 'reader', organizations: [], days: 1 })
  t.equal((await direct.connect(credentialsOf(reader)).ask(devices)).code, 200)
  await succeed(cluster.kubectl('create', 'serviceaccount', 'robot'))
  await succeed(cluster.kubectl('create', 'rolebinding', 'robot', '--role=reader', '--serviceaccount=default:robot'))
  const client = direct.connect()
  const withToken = async (...flags: string[]): Promise<number> => {
    const { stdout } = await succeed(cluster.kubectl('create', 'token', 'robot', ...flags))
    const headers = { authorization: `Bearer ${stdout.toString().trim()}` }
    return (await client.ask(devices, { headers })).code
  }
  t.equal(await withToken(), 200)
  t.equal(await withToken('--audience=elsewhere'), 401, 'a token for somebody else')
  t.equal((await client.ask(devices, { headers: { authorization: 'Bearer a.b.c' } })).code, 401)
}

async function paths(t: Test, cluster: Cluster, direct: Direct): Promise<void> {
  const issued = await cluster.keys.ca.issueClient({ commonName: 'reader', organizations: [], days: 1 })
  const client = direct.connect(credentialsOf(issued))
  const through = cluster.connect(credentialsOf(issued))
  for (const path of [
    `${devices}/edge-1%2Fhostshell?tty=true`,
    `${devices}/edge-1/../../../kube-system/edgedevices/edge-1`,
    `${devices}/edge-1%2F..%2F..%2F..%2Fkube-system%2Fedgedevices`,
    `${devices}//edge-1//hostshell`,
    `/${devices}/edge-1/hostshell`,
    devices.toUpperCase(),
    `${api}/namespaces/kube-system/edgedevices`,
    `${api}/namespaces/default%2F..%2Fkube-system/edgedevices`,
    `${devices}/edge-1/token`,
    `${devices}/edge-1/hostshell%00`,
    `/api/v1/namespaces/default/../../../..${devices}/edge-1/hostshell`,
  ]) {
    for (const [way, asked] of [
      ['directly', client],
      ['through kube-apiserver', through],
    ] as const) {
      const { code } = await asked.ask(path, { headers: upgrade })
      t.ok(code >= 300 && code < 500, `${path} ${way}: ${code}`)
    }
  }
  through.close()
}

async function upgrades(t: Test, cluster: Cluster, direct: Direct): Promise<void> {
  const issued = await cluster.keys.ca.issueClient({ commonName: 'opener', organizations: [], days: 1 })
  const pod = `${api}/namespaces/default/virtualpods/edge-1/exec?command=id&stdout=true`
  const proxied = `${api}/namespaces/default/virtualclusters/default/proxy/api/v1/namespaces/default/pods/edge-1/exec?command=id&stdout=true`
  const spdy = { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'v4.channel.k8s.io' }
  for (const client of [direct.connect(credentialsOf(issued)), cluster.connect(credentialsOf(issued))]) {
    for (const path of [pod, proxied]) {
      for (const [method, headers] of [
        ['GET', upgrade],
        ['GET', spdy],
        ['POST', spdy],
      ] as const) {
        const { code } = await client.ask(path, { method, headers })
        t.equal(code, 403, `${method} ${headers.upgrade} ${path}`)
      }
    }
    client.close()
  }
}

async function bodies(t: Test, cluster: Cluster): Promise<void> {
  const body = (metadata: object): object => ({ apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata })
  const client = cluster.connect()
  const other = await client.ask(devices, { method: 'POST', body: body({ name: 'x', namespace: 'kube-system' }) })
  t.equal(other.code, 400)
  const renamed = await client.ask(`${devices}/edge-1`, { method: 'PUT', body: body({ name: 'x' }) })
  t.equal(renamed.code, 400)
  client.close()
}

async function staleGrant(t: Test, cluster: Cluster, direct: Direct): Promise<void> {
  await grant(cluster, 'leaver', { verbs: 'list', resources: ['edgedevices'] })
  const issued = await cluster.keys.ca.issueClient({ commonName: 'leaver', organizations: [], days: 1 })
  const client = direct.connect(credentialsOf(issued))
  await eventually('it is granted', async () => (await client.ask(devices)).code === 200, 30_000)
  await succeed(cluster.kubectl('delete', 'rolebinding', 'leaver'))
  const from = Date.now()
  await eventually('it is refused', async () => (await client.ask(devices)).code === 403, 30_000)
  t.ok(Date.now() - from < 15_000, `after ${Date.now() - from} ms`)
}

import t from 'tap'
import type { Test } from 'tap'
import type { IssuedKey } from '../../../apiserver/pki/authority.ts'
import type { Client, Credentials, Reply } from '../../apiserver/http/support/client.ts'
import { startDevice, succeed } from '../../support/aranya.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import type { Cluster } from '../../support/cluster.ts'
import { auditIdOf, auditOfCluster, endOf, isPassedOn } from '../../support/cluster/audit.ts'
import type { ClusterAudit } from '../../support/cluster/audit.ts'
import { reachDirectly } from '../../support/cluster/direct.ts'
import type { Direct } from '../../support/cluster/direct.ts'
import { available, installAranya } from '../../support/cluster/installed.ts'
import type { Installed } from '../../support/cluster/installed.ts'
import { checkRefusals } from '../../support/cluster/refusals.ts'
import type { Refusal } from '../../support/cluster/refusals.ts'
import { eventually } from '../../support/processes.ts'

/** Who is not let in, by the server's own port and through kube-apiserver, and that it is written down who tried. */

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
  const audit = auditOfCluster(t)
  const cluster = await startCluster(t, { apiserverFlags: audit.flags })
  await cluster.controllerManager.start()
  const aranya = await installAranya(t, cluster)
  await available(cluster)
  await startDevice(t, aranya, 'edge-1')
  await grant(cluster, 'reader', { verbs: 'get,list,watch', resources: ['edgedevices', 'virtualpods'] })
  await grant(cluster, 'opener', { verbs: 'get', resources: ['virtualpods/exec', 'virtualclusters/proxy'] })
  const place = { cluster, aranya, audit, direct: await reachDirectly(t, cluster, aranya) }
  await t.test('believes no X-Remote-* of anyone but the front proxy', (t) => forgedHeaders(t, place))
  await t.test('believes all that the front proxy says', (t) => frontProxy(t, place))
  await t.test('knows the users of the cluster by certificate and token', (t) => users(t, place))
  await t.test('reads a path as the one that was authorized', (t) => paths(t, place))
  await t.test('opens no stream for who may only read', (t) => upgrades(t, place))
  await t.test('holds the body against the path', (t) => bodies(t, place))
  await t.test('forgets what a deleted RoleBinding granted', (t) => staleGrant(t, place))
})

interface Place {
  readonly cluster: Cluster
  readonly aranya: Installed
  readonly audit: ClusterAudit
  readonly direct: Direct
}

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

/** What the server itself refused. */
function refusedDirectly({ cluster }: Place, refusal: Omit<Refusal, 'sourceIPs'>): Refusal {
  return { ...refusal, sourceIPs: [cluster.network.here] }
}

/** What was refused through kube-apiserver: it is in its log, and in aranya's where that was asked. */
async function checkThrough(t: Test, { cluster, aranya, audit }: Place, refusals: readonly Refusal[]): Promise<void> {
  const { here, address } = cluster.network
  for (const refusal of refusals) {
    const { what, reply } = refusal
    const theirs = await eventually(`${what} is written down`, () => endOf(audit.log(), auditIdOf(reply)), 30_000)
    // kube-apiserver calls every upgrade that it has passed on a 101, whatever was answered.
    const wasAsked = theirs.responseStatus?.code === 101 || isPassedOn(reply)
    await checkRefusals(t, audit.log, [refusal], { anyCode: wasAsked })
    if (wasAsked) await checkRefusals(t, aranya.log, [{ ...refusal, sourceIPs: [here, address] }])
  }
}

async function forgedHeaders(t: Test, place: Place): Promise<void> {
  const { ca, frontProxyCa } = place.cluster.keys
  const days = 1
  const client = (commonName: string) => ca.issueClient({ commonName, organizations: [], days })
  const anonymous = 'system:anonymous'
  const cases: [string, Credentials | undefined, number, string | undefined][] = [
    ['nobody', undefined, 403, anonymous],
    ['a user of the cluster', credentialsOf(await client('mallory')), 403, 'mallory'],
    [
      'a user with the name of the front proxy',
      credentialsOf(await client('front-proxy-client')),
      403,
      'front-proxy-client',
    ],
    [
      'a front proxy of another name',
      credentialsOf(await frontProxyCa.issueClient({ commonName: 'mallory', organizations: [], days })),
      401,
      undefined,
    ],
    [
      'a front proxy whose certificate ended',
      credentialsOf(await frontProxyCa.issueClient({ commonName: 'front-proxy-client', organizations: [], days: -1 })),
      401,
      undefined,
    ],
    [
      'a server’s certificate of the front proxy’s CA',
      credentialsOf(await frontProxyCa.issueServer({ commonName: 'front-proxy-client', names: ['localhost'], days })),
      401,
      undefined,
    ],
  ]
  const refusals: Refusal[] = []
  for (const [who, credentials, code, user] of cases) {
    const connected = place.direct.connect(credentials)
    for (const [path, verb] of [
      [devices, 'list'],
      [`${devices}/edge-1`, 'get'],
      [`${devices}/edge-1/token`, 'get'],
      ['/metrics', 'get'],
    ] as const) {
      const reply = await connected.ask(path, { headers: masters })
      t.equal(reply.code, code, `${who}: ${path}`)
      t.match(reply.json, { kind: 'Status', status: 'Failure', code })
      refusals.push(refusedDirectly(place, { what: `${who}: ${path}`, reply, user, verb }))
    }
  }
  await checkRefusals(t, place.aranya.log, refusals)
}

async function frontProxy(t: Test, place: Place): Promise<void> {
  const issued = await place.cluster.keys.frontProxyCa.issueClient({
    commonName: 'front-proxy-client',
    organizations: [],
    days: 1,
  })
  const client = place.direct.connect(credentialsOf(issued))
  const ask = (headers: Record<string, string | string[]>) => client.ask(devices, { headers })
  t.equal((await ask(masters)).code, 200)
  t.equal((await ask({ 'x-remote-user': 'reader' })).code, 200)
  const second = await ask({ 'x-remote-user': 'nobody', 'x-remote-group': ['a', 'system:masters'] })
  t.equal(second.code, 200, 'the second group counts')
  const refusals: Refusal[] = []
  for (const [what, user, headers] of [
    ['a comma is no separator', 'nobody', { 'x-remote-user': 'nobody', 'x-remote-group': 'a, system:masters' }],
    ['an extra is no group', 'nobody', { 'x-remote-user': 'nobody', 'X-Remote-Extra-example.com%2fa': 'b' }],
    ['a group is no user', undefined, { 'x-remote-group': 'system:masters' }],
  ] as const) {
    const reply = await ask(headers)
    t.equal(reply.code, user === undefined ? 401 : 403, what)
    refusals.push(refusedDirectly(place, { what, reply, user, verb: 'list' }))
  }
  await checkRefusals(t, place.aranya.log, refusals)
}

async function users(t: Test, place: Place): Promise<void> {
  const { cluster, direct } = place
  const reader = await cluster.keys.ca.issueClient({ commonName: 'reader', organizations: [], days: 1 })
  t.equal((await direct.connect(credentialsOf(reader)).ask(devices)).code, 200)
  const ended = await cluster.keys.ca.issueClient({ commonName: 'reader', organizations: [], days: -1 })
  const byEnded = await direct.connect(credentialsOf(ended)).ask(devices)
  t.equal(byEnded.code, 401, 'a certificate that has expired')
  await succeed(cluster.kubectl('create', 'serviceaccount', 'robot'))
  await succeed(cluster.kubectl('create', 'rolebinding', 'robot', '--role=reader', '--serviceaccount=default:robot'))
  const client = direct.connect()
  const issue = async (...flags: string[]): Promise<string> =>
    (await succeed(cluster.kubectl('create', 'token', 'robot', ...flags))).stdout.toString().trim()
  const withToken = (token: string): Promise<Reply> =>
    client.ask(devices, { headers: { authorization: `Bearer ${token}` } })
  const good = await issue()
  t.equal((await withToken(good)).code, 200)
  const elsewhere = await issue('--audience=elsewhere')
  const refused = async (what: string, reply: Reply, token: string): Promise<Refusal> => {
    t.equal(reply.code, 401, what)
    return refusedDirectly(place, { what, reply, user: undefined, verb: 'list', secrets: partsOf(token) })
  }
  const protocol = `base64url.bearer.authorization.k8s.io.${Buffer.from(elsewhere).toString('base64url')}`
  const headers = { ...upgrade, 'sec-websocket-protocol': `${protocol}, v5.channel.k8s.io` }
  const stranger = await client.ask(`${devices}?access_token=${good}`)
  t.equal(stranger.code, 403, 'a token in the query is nobody’s')
  await checkRefusals(t, place.aranya.log, [
    refusedDirectly(place, { what: 'a certificate that has expired', reply: byEnded, user: undefined, verb: 'list' }),
    await refused('a token for somebody else', await withToken(elsewhere), elsewhere),
    await refused('the same, of a WebSocket', await client.ask(devices, { headers }), elsewhere),
    await refused('no token', await withToken('a.bbbbbbbbbbbb.c'), 'bbbbbbbbbbbb'),
    refusedDirectly(place, {
      what: 'a token in the query',
      reply: stranger,
      user: 'system:anonymous',
      verb: 'list',
      secrets: partsOf(good),
    }),
  ])
}

/** A signature alone is as bad as the whole. */
const partsOf = (token: string): readonly string[] => [
  token,
  Buffer.from(token).toString('base64url'),
  ...token.split('.').slice(-1),
]

async function paths(t: Test, place: Place): Promise<void> {
  const { cluster, direct } = place
  const issued = await cluster.keys.ca.issueClient({ commonName: 'reader', organizations: [], days: 1 })
  const client = direct.connect(credentialsOf(issued))
  const through = cluster.connect(credentialsOf(issued))
  const refusals: Refusal[] = []
  const passed: Refusal[] = []
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
    for (const [way, asked, list] of [
      ['directly', client, refusals],
      ['through kube-apiserver', through, passed],
    ] as const) {
      const reply = await asked.ask(path, { headers: upgrade })
      t.ok(reply.code >= 300 && reply.code < 500, `${path} ${way}: ${reply.code}`)
      list.push(refusedDirectly(place, { what: `${path} ${way}`, reply, user: 'reader' }))
    }
  }
  through.close()
  await checkRefusals(t, place.aranya.log, refusals)
  await checkThrough(t, place, passed)
}

async function upgrades(t: Test, place: Place): Promise<void> {
  const { cluster, direct, aranya } = place
  const issued = await cluster.keys.ca.issueClient({ commonName: 'opener', organizations: [], days: 1 })
  const credentials = credentialsOf(issued)
  await checkRefusals(t, aranya.log, await refusedUpgrades(t, place, direct.connect(credentials)))
  const through = cluster.connect(credentials)
  await checkThrough(t, place, await refusedUpgrades(t, place, through))
  through.close()
}

async function refusedUpgrades(t: Test, place: Place, client: Client): Promise<readonly Refusal[]> {
  const pod = `${api}/namespaces/default/virtualpods/edge-1/exec?command=id&stdout=true`
  const proxied = `${api}/namespaces/default/virtualclusters/default/proxy/api/v1/namespaces/default/pods/edge-1/exec?command=id&stdout=true`
  const spdy = { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': 'v4.channel.k8s.io' }
  const refusals: Refusal[] = []
  for (const path of [pod, proxied]) {
    for (const [method, verb, headers] of [
      ['GET', 'get', upgrade],
      ['GET', 'get', spdy],
      ['POST', 'create', spdy],
    ] as const) {
      const reply = await client.ask(path, { method, headers })
      const what = `${method} ${headers.upgrade} ${path}`
      t.equal(reply.code, 403, what)
      refusals.push(refusedDirectly(place, { what, reply, user: 'opener', verb }))
    }
  }
  return refusals
}

async function bodies(t: Test, place: Place): Promise<void> {
  const body = (metadata: object): object => ({ apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata })
  const client = place.cluster.connect()
  const other = await client.ask(devices, { method: 'POST', body: body({ name: 'x', namespace: 'kube-system' }) })
  t.equal(other.code, 400)
  const renamed = await client.ask(`${devices}/edge-1`, { method: 'PUT', body: body({ name: 'x' }) })
  t.equal(renamed.code, 400)
  client.close()
  const user = 'cluster-admin'
  await checkThrough(t, place, [
    refusedDirectly(place, { what: 'another namespace', reply: other, user, verb: 'create' }),
    refusedDirectly(place, { what: 'another name', reply: renamed, user, verb: 'update' }),
  ])
}

async function staleGrant(t: Test, place: Place): Promise<void> {
  const { cluster, direct, aranya } = place
  await grant(cluster, 'leaver', { verbs: 'list', resources: ['edgedevices'] })
  const issued = await cluster.keys.ca.issueClient({ commonName: 'leaver', organizations: [], days: 1 })
  const client = direct.connect(credentialsOf(issued))
  await eventually('it is granted', async () => (await client.ask(devices)).code === 200, 30_000)
  await succeed(cluster.kubectl('delete', 'rolebinding', 'leaver'))
  const from = Date.now()
  const reply = await eventually(
    'it is refused',
    async () => {
      const asked = await client.ask(devices)
      return asked.code === 403 && asked
    },
    30_000,
  )
  t.ok(Date.now() - from < 15_000, `after ${Date.now() - from} ms`)
  await checkRefusals(t, aranya.log, [
    refusedDirectly(place, { what: 'too late', reply, user: 'leaver', verb: 'list' }),
  ])
}

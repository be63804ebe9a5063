import t from 'tap'
import { eventually } from '../../../support/processes.ts'
import { createTestCa } from '../../http/support/certificates.ts'
import {
  clientCa,
  devices,
  frontProxy,
  frontProxyCa,
  startAggregated,
  startTrusting,
  trusted,
} from './support/aggregated.ts'

const asAlice = { 'X-Remote-User': 'alice', 'X-Remote-Group': ['dev,ops', 'qa'] }

t.test('a server behind kube-apiserver', async (t) => {
  const server = await startTrusting(t)
  const { cluster, clientOf } = server
  const proxy = clientOf(frontProxy)
  const lastSpec = () => cluster.specs.at(-1)

  t.test('believes the front proxy for whom it asks, with all that it says', async (t) => {
    const headers = {
      ...asAlice,
      'X-Remote-Uid': 'u-1',
      'X-Remote-Extra-Authentication.kubernetes.io%2fCredential-Id': ['one', 'two'],
      'X-Remote-Extra-Broken%zz': 'as it is',
    }
    const path = `${devices}?fieldSelector=metadata.name%3Dpump&labelSelector=site+in+(a,b),!old,n%3E3`
    t.equal((await proxy.ask(path, { headers })).code, 200)
    t.strictSame(lastSpec(), {
      user: 'alice',
      uid: 'u-1',
      groups: ['dev,ops', 'qa', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': ['one', 'two'], 'broken%zz': ['as it is'] },
      resourceAttributes: {
        verb: 'list',
        group: 'aranya.arhat.dev',
        version: 'v1alpha1',
        resource: 'edgedevices',
        namespace: 'default',
        name: 'pump',
        fieldSelector: { requirements: [{ key: 'metadata.name', operator: 'In', values: ['pump'] }] },
        labelSelector: {
          requirements: [
            { key: 'site', operator: 'In', values: ['a', 'b'] },
            { key: 'old', operator: 'DoesNotExist' },
          ],
        },
      },
    })
    await proxy.ask('/version', { headers: asAlice })
    t.strictSame(lastSpec()?.nonResourceAttributes, { verb: 'get', path: '/version' })
  })

  t.test('never believes anybody else', async (t) => {
    const told = async (credentials: { cert: string; key: string } | undefined) => {
      const before = cluster.specs.length
      const { code } = await clientOf(credentials).ask(devices, { headers: asAlice })
      return { code, users: cluster.specs.slice(before).map(({ user }) => user) }
    }
    cluster.answers.access = ({ user }) => ({ allowed: user === 'alice' || user === 'front-proxy-client' })
    const wrongName = frontProxyCa.issue({ commonName: 'somebody' })
    t.strictSame(await told(wrongName), { code: 401, users: [] }, 'a front proxy of another name')
    const forServers = frontProxyCa.issue({ commonName: 'front-proxy-client', usage: 'server' })
    t.strictSame(await told(forServers), { code: 401, users: [] }, 'a certificate for servers')
    const old = frontProxyCa.issue({ commonName: 'front-proxy-client', validUntilMs: Date.now() - 60_000 })
    t.strictSame(await told(old), { code: 401, users: [] }, 'an expired one')
    const forged = createTestCa('front-proxy-ca', 'a forger').issue({ commonName: 'front-proxy-client' })
    t.strictSame(await told(forged), { code: 401, users: [] }, 'one of an authority of the same name')
    const client = clientCa.issue({ commonName: 'bob' })
    t.strictSame(await told(client), { code: 403, users: ['bob'] }, 'a client is itself')
    const posing = clientCa.issue({ commonName: 'front-proxy-client' })
    t.strictSame(await told(posing), { code: 200, users: ['front-proxy-client'] }, 'the name alone is no proxy')
    t.strictSame(await told(undefined), { code: 403, users: ['system:anonymous'] }, 'headers alone')
    cluster.answers.access = () => ({ allowed: true })
  })

  t.test('takes tokens, in a header and as a subprotocol, and asks for each once in ten seconds', async (t) => {
    cluster.answers.token = (token) => ({
      authenticated: token === 'good',
      user: {
        username: 'system:serviceaccount:a:b',
        uid: 'u',
        groups: ['system:serviceaccounts'],
        extra: { a: ['b'] },
      },
    })
    const reviews = () => cluster.asked.filter((line) => line.endsWith('/tokenreviews')).length
    const bearer = (token: string) => clientOf().ask(devices, { headers: { authorization: `Bearer ${token}` } })
    t.equal((await bearer('good')).code, 200)
    const { user, uid, groups, extra } = lastSpec() ?? {}
    t.strictSame(
      { user, uid, groups, extra },
      {
        user: 'system:serviceaccount:a:b',
        uid: 'u',
        groups: ['system:serviceaccounts', 'system:authenticated'],
        extra: { a: ['b'] },
      },
    )
    await Promise.all([bearer('good'), bearer('good')])
    t.equal(reviews(), 1)
    const refused = await Promise.all([bearer('bad'), bearer('bad'), bearer('bad')])
    t.strictSame(
      refused.map(({ code }) => code),
      [401, 401, 401],
    )
    t.equal(reviews(), 2, 'a no is remembered, and shared while it is under way')
    const asProtocol = (...others: string[]) =>
      clientOf().ask(devices, {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-protocol': ['base64url.bearer.authorization.k8s.io.Z29vZA', ...others].join(', '),
        },
      })
    t.equal((await asProtocol()).code, 401, 'another protocol has to be there')
    t.equal((await asProtocol('v5.channel.k8s.io')).code, 400, 'nothing to upgrade to, but the user is known')
    const malformed = await bearer('a b'.replace(' ', '\u00e4'))
    t.equal(malformed.code, 401)
    t.equal(reviews(), 2, 'what no token can look like is not asked about')
  })

  t.test('remembers what somebody may, never asks about system:masters, and tells the reason of a no', async (t) => {
    const before = cluster.specs.length
    const ask = (user: string, group: string) =>
      proxy.ask(`${devices}/x`, { headers: { 'X-Remote-User': user, 'X-Remote-Group': group } })
    cluster.answers.access = () => ({ allowed: false, reason: 'because' })
    const replies = await Promise.all([ask('carol', 'g'), ask('carol', 'g'), ask('carol', 'g')])
    t.strictSame(
      replies.map(({ code }) => code),
      [403, 403, 403],
    )
    t.match(replies[0]?.json.message, /User "carol" cannot get resource "edgedevices".*: because/)
    t.equal(cluster.specs.length, before + 1)
    t.equal((await ask('carol', 'h')).code, 403)
    t.equal(cluster.specs.length, before + 2, 'another group is another question')
    t.equal((await ask('root', 'system:masters')).code, 404)
    t.equal(cluster.specs.length, before + 2)
    cluster.answers.access = () => ({ allowed: true })
    const text = await server.metrics.metrics()
    t.match(text, /aranya_review_lookups_total\{review="access",outcome="hit"\} [1-9]/)
    t.match(text, /aranya_review_duration_seconds_count\{review="token",result="no"\} 1/)
  })

  t.test('creates nothing in a namespace that is missing or going, and finds one that is new', async (t) => {
    const masters = { 'X-Remote-User': 'root', 'X-Remote-Group': 'system:masters' }
    const create = (namespace: string, name: string) =>
      proxy.ask(devices.replace('default', namespace), {
        method: 'POST',
        headers: masters,
        body: { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata: { name } },
      })
    t.equal((await create('default', 'a')).code, 201)
    const missing = await create('nowhere', 'a')
    t.equal(missing.code, 404)
    t.match(missing.json, { message: 'namespaces "nowhere" not found', details: { kind: 'namespaces' } })
    cluster.put('namespaces', { metadata: { name: 'fresh' } })
    t.equal((await create('fresh', 'a')).code, 201, 'looked up, should the watch be behind')
    cluster.put('namespaces', { metadata: { name: 'fresh', deletionTimestamp: '2026-01-01T00:00:00Z' } })
    await eventually('the namespace is known to be going', async () => (await create('fresh', 'b')).code === 403)
    t.match((await create('fresh', 'c')).json.details, { causes: [{ reason: 'NamespaceTerminating' }] })
    const gone = await proxy.ask(`${devices.replace('default', 'fresh')}/a`, { method: 'DELETE', headers: masters })
    t.equal(gone.code, 200, 'deleting is always allowed')
    cluster.failing.set('/namespaces/lost', { code: 500, times: 1 })
    t.equal((await create('lost', 'a')).code, 503, 'not found out')
  })

  t.test('trusts another front proxy as soon as the cluster says so, and the old one no more', async (t) => {
    const other = createTestCa('front-proxy-ca', 'its successor')
    cluster.trust({
      ...trusted,
      'requestheader-client-ca-file': trusted['requestheader-client-ca-file'] + other.certPem,
    })
    const next = clientOf(other.issue({ commonName: 'front-proxy-client' }))
    await eventually(
      'the new one is believed',
      async () => (await next.ask(devices, { headers: asAlice })).code === 200,
    )
    t.equal((await proxy.ask(devices, { headers: asAlice })).code, 200, 'both, of the same name')
    cluster.trust({ ...trusted, 'requestheader-client-ca-file': other.certPem })
    await eventually('the old one is not', async () => (await proxy.ask(devices, { headers: asAlice })).code === 401)
    t.equal((await next.ask(devices, { headers: asAlice })).code, 200)
    cluster.trust({ ...trusted, 'requestheader-allowed-names': 'no JSON' })
    cluster.remove('configmaps', 'extension-apiserver-authentication')
    t.equal((await next.ask(devices, { headers: asAlice })).code, 200, 'what was said last stays')
    cluster.trust(trusted)
    await eventually(
      'the first is believed again',
      async () => (await proxy.ask(devices, { headers: asAlice })).code === 200,
    )
  })

  t.test('refuses while the cluster is gone, and lets in again when it is back', async (t) => {
    const as = (user: string) => proxy.ask(devices, { headers: { 'X-Remote-User': user } })
    t.equal((await as('dave')).code, 200)
    await cluster.kill()
    const refused = await as('erin')
    t.equal(refused.code, 503)
    t.equal(refused.headers['retry-after'], '1')
    const token = { authorization: 'Bearer unheard-of' }
    t.equal((await clientOf().ask(devices, { headers: token })).code, 503, 'the token may well be good')
    t.equal((await clientOf().ask('/readyz')).code, 200, 'devices are to find it')
    await cluster.start()
    await eventually('somebody new is let in', async () => (await as('frank')).code === 200)
    cluster.put('namespaces', { metadata: { name: 'later' } })
    await eventually(
      'namespaces are followed again',
      () => cluster.asked.filter((line) => line === 'GET /api/v1/namespaces').length >= 4,
    )
  })

  t.test('gives an answer when the cluster gives none, and to others meanwhile', async (t) => {
    cluster.hanging.add('/tokenreviews')
    const token = clientOf().ask(devices, { headers: { authorization: 'Bearer slow' } })
    t.equal((await proxy.ask(devices, { headers: { 'X-Remote-User': 'grace' } })).code, 200)
    t.equal((await token).code, 504)
    cluster.hanging.clear()
    t.equal((await clientOf().ask(devices, { headers: { authorization: 'Bearer slow' } })).code, 401, 'asked again')
  })
})

t.test('a server whose cluster has not said yet whom to trust lets nobody in, and says so', async (t) => {
  const { cluster, clientOf } = await startAggregated(t)
  const proxy = clientOf(frontProxy)
  cluster.answers.token = () => ({ authenticated: true, user: { username: 'u', groups: ['system:masters'] } })
  t.equal((await proxy.ask(devices, { headers: asAlice })).code, 503)
  t.equal((await clientOf().ask(devices)).code, 503)
  const readiness = await clientOf().ask('/readyz?verbose')
  t.equal(readiness.code, 500)
  t.match(readiness.text, '[-]cluster-authentication failed')
  t.equal((await clientOf().ask('/livez')).code, 200)
  cluster.trust(trusted)
  await eventually('it is ready', async () => (await clientOf().ask('/readyz')).code === 200)
  t.equal((await proxy.ask(devices, { headers: asAlice })).code, 200, 'on the connection that it had before')
})

import { once } from 'node:events'
import t from 'tap'
import type { Test } from 'tap'
import { ApiError } from '../../../apiserver/api/meta/errors.ts'
import { edgeDeviceKind } from '../../../apiserver/api/kinds.ts'
import type { KubeObject } from '../../../apiserver/api/meta/object.ts'
import type { AuditEvent } from '../../../apiserver/audit/event.ts'
import { defaultAuditPolicy } from '../../../apiserver/audit/policy.ts'
import { parseAuditPolicy } from '../../../apiserver/audit/parse-policy.ts'
import { createClientCertificateAuthenticator } from '../../../apiserver/auth/client-certificate.ts'
import type { HttpServerOptions } from '../../../apiserver/http/options.ts'
import { toSourceIps } from '../../../apiserver/http/audit/audit-event.ts'
import type { ActionSubresource } from '../../../apiserver/registry/rest-storage.ts'
import { readAll, readEvents } from './support/client.ts'
import { eventually } from '../../support/processes.ts'
import { auditorOf, connectorOf, startRegistryServer } from './support/server.ts'

const group = '/apis/aranya.arhat.dev/v1alpha1'
const devices = `${group}/namespaces/default/edgedevices`
const secret = 'a-secret-that-nobody-may-read'
const device = (name: string) => ({ metadata: { name, annotations: { note: 'kept' } }, spec: {} })

/** A server of which every stage of every request is written, as far as `rules` say. */
async function startAudited(t: Test, rules = '[{ level: Metadata }]', options: Partial<HttpServerOptions> = {}) {
  const events: AuditEvent[] = []
  const policy = parseAuditPolicy(`apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: ${rules}`)
  const auditor = auditorOf((event) => void events.push(event), policy)
  const started = await startRegistryServer(t, { auditor, ...options })
  return {
    ...started,
    events,
    stage: (stage: AuditEvent['stage']) => events.filter((event) => event.stage === stage),
    until: (isSo: () => boolean) => eventually(String(isSo), isSo),
  }
}

t.test('each level has what is in the one before', async (t) => {
  const rules = '[{ level: RequestResponse, verbs: [create] }, { level: Request, verbs: [patch] }, { level: Metadata }]'
  const { admin, stage, events } = await startAudited(t, rules)
  const body = { metadata: { labels: { site: 'a' } } }
  const headers = { 'content-type': 'application/merge-patch+json', 'user-agent': 'u'.repeat(2000) }
  await admin.ask(devices, { method: 'POST', body: device('one') })
  await admin.ask(`${devices}/one`, { method: 'PATCH', body, headers })
  await admin.ask(`${devices}/one`)
  await admin.ask(`${devices}/one`, { method: 'DELETE' })
  const [created, patched, got, deleted] = stage('ResponseComplete')
  t.match(created, {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    verb: 'create',
    requestObject: device('one'),
    responseObject: { kind: 'EdgeDevice', metadata: { name: 'one', uid: /./ } },
    responseStatus: { metadata: {}, code: 201 },
    objectRef: { resource: 'edgedevices', namespace: 'default', name: 'one', uid: /./, resourceVersion: /\d/ },
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
    requestReceivedTimestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
    stageTimestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
  })
  t.match(patched, { level: 'Request', requestObject: body, userAgent: /^u{1024}\.\.\.TRUNCATED$/ })
  t.notOk(patched && 'responseObject' in patched)
  t.match(got, { level: 'Metadata', verb: 'get' })
  t.match(deleted, { verb: 'delete', responseStatus: { status: 'Success', code: 200 } })
  const received = stage('RequestReceived')
  t.equal(received.length, 4)
  t.notOk(events.some((event) => event.stage === 'RequestReceived' && 'responseStatus' in event))
  for (const event of [got, deleted]) t.notOk(event && ('requestObject' in event || 'responseObject' in event))
})

t.test('what the policy leaves out is not written: requests, stages, managed fields', async (t) => {
  const rules = `[{ level: None, verbs: [get] }, { level: RequestResponse, omitStages: [RequestReceived], omitManagedFields: true }]`
  const { admin, events } = await startAudited(t, rules)
  const managed = { metadata: { name: 'one', managedFields: [{ manager: 'x' }] }, spec: {} }
  await admin.ask(devices, { method: 'POST', body: managed })
  await admin.ask(`${devices}/one`)
  await admin.ask(devices)
  t.same(
    events.map(({ verb }) => verb),
    ['create', 'list'],
  )
  t.notMatch(JSON.stringify(events), /managedFields/)
  t.match(events[1]?.responseObject, { kind: 'EdgeDeviceList', items: [{ metadata: { name: 'one' } }] })
})

t.test('what is refused is written too, with why', async (t) => {
  const { admin, ca, clientOf, stage } = await startAudited(t)
  const bob = clientOf(ca.issue({ commonName: 'bob', organizations: ['staff'] }))
  await bob.ask(`${devices}/one`)
  await clientOf().ask(`${devices}/one`)
  await admin.ask(devices, { method: 'POST', body: '{"kind": 1}' })
  await admin.ask('/a%00b')
  await clientOf(ca.issue({ commonName: 'bob', validUntilMs: Date.now() - 1000 })).ask('/apis')
  const [forbidden, nobody, bad, path, expired] = stage('ResponseComplete')
  t.match(forbidden, {
    user: { username: 'bob', groups: ['staff', 'system:authenticated'] },
    responseStatus: { status: 'Failure', reason: 'Forbidden', code: 403, message: /bob/ },
    annotations: { 'authorization.k8s.io/decision': 'forbid' },
  })
  t.strictSame(nobody?.user, {})
  t.match(nobody, { verb: 'get', responseStatus: { reason: 'Unauthorized', code: 401 }, objectRef: { name: 'one' } })
  t.match(bad, { verb: 'create', responseStatus: { code: 400 } })
  t.match(path, { user: { username: 'admin' }, responseStatus: { code: /40\d/ }, requestURI: '/a%00b' })
  t.match(expired, { user: {}, responseStatus: { code: 401 } })
})

t.test('whoever tries paths that mean nothing is written where the policy asks for that user', async (t) => {
  const rules =
    '[{ level: None, nonResourceURLs: ["/healthz*"] }, { level: Metadata, userGroups: ["system:authenticated"] }]'
  const { admin, stage, until } = await startAudited(t, rules)
  const paths = [`${devices}/%2e%2e/pods`, '/healthz%2f..%2fapis']
  for (const path of paths) await admin.ask(path)
  await until(() => stage('ResponseComplete').length === paths.length)
  t.same(
    stage('ResponseComplete').map(({ requestURI, user }) => [requestURI, user.username]),
    paths.map((path) => [path, 'admin']),
  )
})

t.test('paths that mean nothing are no discovery, which the policy leaves out', async (t) => {
  const { admin, stage } = await startAudited(t, JSON.stringify(defaultAuditPolicy.rules))
  await admin.ask('/apis')
  await admin.ask(`${devices}/one%2Fhostshell`)
  const written = stage('ResponseComplete')
  t.equal(written.length, 1)
  t.match(written[0], { user: { username: 'admin' }, sourceIPs: ['127.0.0.1'], responseStatus: { code: 400 } })
})

t.test('who acts as another is written with both names', async (t) => {
  const { admin, stage } = await startAudited(t)
  await admin.ask(devices, { headers: { 'impersonate-user': 'jane', 'impersonate-group': 'plant-a' } })
  t.match(stage('RequestReceived')[0], { user: { username: 'admin' } })
  t.match(stage('ResponseComplete')[0], {
    user: { username: 'admin', groups: ['system:masters', 'system:authenticated'] },
    impersonatedUser: { username: 'jane', groups: ['plant-a', 'system:authenticated'] },
    responseStatus: { code: 403 },
  })
})

t.test('where a request comes from is believed of the front proxy alone', async (t) => {
  const certificates = createClientCertificateAuthenticator()
  const headers = {
    'x-forwarded-for': '203.0.113.7, nonsense, 198.51.100.2',
    'x-real-ip': '203.0.113.7',
    'audit-id': 'its-own',
  }
  const plain = await startAudited(t)
  await plain.admin.ask('/version', { headers })
  t.match(plain.stage('ResponseComplete')[0], { sourceIPs: ['127.0.0.1'], auditID: 'its-own' })
  t.equal(plain.stage('ResponseComplete')[0]?.sourceIPs.length, 1)
  const proxied = await startAudited(t, undefined, {
    authenticators: [
      {
        authenticate: (request) => {
          request.onFrontProxy?.()
          return certificates.authenticate(request)
        },
      },
    ],
  })
  await proxied.admin.ask('/version', { headers })
  t.strictSame(proxied.stage('ResponseComplete')[0]?.sourceIPs, ['203.0.113.7', '198.51.100.2', '127.0.0.1'])
  t.strictSame(toSourceIps('::ffff:10.0.0.1'), ['10.0.0.1'])
  t.strictSame(toSourceIps('10.0.0.1', { 'x-forwarded-for': '10.0.0.1' }), ['10.0.0.1'])
  t.strictSame(toSourceIps('10.0.0.2', { 'x-real-ip': '2001:db8::1' }), ['2001:db8::1', '10.0.0.2'])
  t.strictSame(toSourceIps(undefined), [])
})

t.test('a failure of our own is a panic, and says nothing of its cause', async (t) => {
  const action: ActionSubresource = {
    info: edgeDeviceKind.info,
    subresource: 'token',
    kind: 'JoinToken',
    create: async () => {
      throw new TypeError(secret)
    },
  }
  const { admin, events, stage } = await startAudited(t, undefined, { actions: [action] })
  t.equal((await admin.ask(`${devices}/one/token`, { method: 'POST', body: {} })).code, 500)
  t.match(stage('Panic'), [{ responseStatus: { code: 500, reason: 'InternalError', status: 'Failure' } }])
  t.equal(stage('ResponseComplete').length, 0)
  t.notMatch(JSON.stringify(events), secret)
})

t.test('a secret answer is never written', async (t) => {
  const { info } = edgeDeviceKind
  const answer: KubeObject = {
    apiVersion: 'v1',
    kind: 'JoinToken',
    metadata: { name: 'one' },
    status: { token: secret },
  }
  const toAudited = () => ({ kind: 'JoinToken', status: { token: 'REDACTED' } })
  const action: ActionSubresource = {
    info,
    subresource: 'token',
    kind: 'JoinToken',
    create: async () => answer,
    toAudited,
  }
  const { admin, events, stage } = await startAudited(t, '[{ level: RequestResponse }]', { actions: [action] })
  const headers = { authorization: `Bearer ${secret}` }
  const reply = await admin.ask(`${devices}/one/token?token=${secret}`, { method: 'POST', body: {}, headers })
  t.equal(reply.json.status.token, secret)
  t.match(stage('ResponseComplete'), [{ responseObject: { status: { token: 'REDACTED' } } }])
  t.notMatch(JSON.stringify(events), secret)
})

t.test('a watch is written when it begins and when it is over', async (t) => {
  const { admin, stage, until } = await startAudited(t)
  const response = await admin.open(`${devices}?watch=1&timeoutSeconds=1`)
  await until(() => stage('ResponseStarted').length === 1)
  t.match(stage('ResponseStarted'), [{ verb: 'watch', responseStatus: { code: 200 } }])
  t.equal(stage('ResponseComplete').length, 0)
  for await (const event of readEvents(response)) t.ok(event)
  await until(() => stage('ResponseComplete').length === 1)
  t.match(stage('ResponseComplete'), [{ verb: 'watch', auditID: stage('ResponseStarted')[0]?.auditID }])
})

const summary = { outcome: 'exited', reason: 'exit code 7', exitCode: 7, receivedBytes: 3, sentBytes: 5 } as const

t.test('a stream is written with how it went, also where its client is gone first', async (t) => {
  const exec = connectorOf(async ({ upgrade, audit }) => {
    if (upgrade === undefined) throw new Error('no upgrade')
    upgrade.switchProtocols(['Connection: Upgrade', 'Upgrade: echo'])
    audit.started({ device: 'default/one', container: 'host', dialect: 'echo' })
    upgrade.socket.resume()
    await once(upgrade.socket, 'close')
    audit.ended(summary)
  })
  const log = connectorOf(
    async ({ response, audit }) => {
      response.writeHead(200).flushHeaders()
      audit.started({ device: 'default/one', container: 'syslog' })
      if (!response.closed) await once(response, 'close')
      audit.ended({ outcome: 'client-gone', reason: 'r'.repeat(5000), receivedBytes: 0, sentBytes: 9 })
    },
    { subresource: 'log', upgrade: 'optional', methods: ['GET'] },
  )
  const { admin, stage, until } = await startAudited(t, undefined, { connectors: [exec, log] })
  const socket = await admin.connect()
  socket.write(`GET ${devices}/one/exec?command=ls HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`)
  await until(() => stage('ResponseStarted').length === 1)
  t.match(stage('ResponseStarted'), [
    {
      responseStatus: { code: 101 },
      requestURI: `${devices}/one/exec?command=ls`,
      annotations: { 'aranya.arhat.dev/device': 'default/one', 'aranya.arhat.dev/container': 'host' },
    },
  ])
  socket.end()
  await until(() => stage('ResponseComplete').length === 1)
  t.match(stage('ResponseComplete')[0], {
    responseStatus: { code: 101 },
    annotations: {
      'authorization.k8s.io/decision': 'allow',
      'aranya.arhat.dev/protocol': 'echo',
      'aranya.arhat.dev/outcome': 'exited',
      'aranya.arhat.dev/exit-code': '7',
      'aranya.arhat.dev/end-reason': 'exit code 7',
      'aranya.arhat.dev/received-bytes': '3',
      'aranya.arhat.dev/sent-bytes': '5',
      'aranya.arhat.dev/duration-seconds': /^\d+\.\d{3}$/,
    },
  })
  const response = await admin.open(`${devices}/one/log`)
  response.on('error', () => {})
  response.destroy()
  await until(() => stage('ResponseComplete').length === 2)
  t.match(stage('ResponseComplete')[1], {
    responseStatus: { code: 200 },
    annotations: {
      'aranya.arhat.dev/outcome': 'client-gone',
      'aranya.arhat.dev/end-reason': /^r{1024}\.\.\.TRUNCATED$/,
    },
  })
})

t.test('a stream that never began is written with the answer, or as left by its client', async (t) => {
  let asked = 0
  const connector = connectorOf(async ({ upgrade, signal }) => {
    if (asked++ === 0) throw new ApiError('ServiceUnavailable', 'the device is not connected')
    // Of a socket that nobody reads, nobody learns that its client is gone.
    upgrade?.socket.resume()
    if (!signal.aborted) await once(signal, 'abort')
    upgrade?.socket.destroy()
  })
  const { admin, stage, until } = await startAudited(t, undefined, { connectors: [connector] })
  const head = `GET ${devices}/one/exec HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`
  const refused = await admin.connect()
  refused.write(head)
  t.match(await readAll(refused), /^HTTP\/1.1 503/)
  await until(() => stage('ResponseComplete').length === 1)
  t.match(stage('ResponseComplete')[0], { responseStatus: { code: 503, reason: 'ServiceUnavailable' } })
  const left = await admin.connect()
  left.write(head)
  await until(() => asked === 2)
  left.destroy()
  await until(() => stage('ResponseComplete').length === 2)
  t.match(stage('ResponseComplete')[1], { responseStatus: { code: 499 } })
  t.equal(stage('ResponseStarted').length, 0)
})

t.test('a request that cannot be written down is not carried out, where that is wanted', async (t) => {
  const { auditor } = { auditor: auditorOf(() => {}) }
  const full = new ApiError('ServiceUnavailable', 'the audit log cannot be written', { retryAfterSeconds: 5 })
  const strict = { ...auditor, requestReceived: async () => Promise.reject(full) }
  const { admin, registry } = await startAudited(t, undefined, { auditor: strict })
  const reply = await admin.ask(devices, { method: 'POST', body: device('one') })
  t.match(reply, { code: 503, headers: { 'retry-after': '5' } })
  t.equal(registry.edgeDevices.peek({ namespace: 'default', name: 'one' }), undefined)
})

t.test('no header is left out, however many are before it', async (t) => {
  const { admin, stage } = await startAudited(t)
  const filler = Array.from({ length: 1500 }, (_, index) => `D${index}: x\r\n`).join('')
  const socket = await admin.connect()
  socket.write(`GET ${devices} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${filler}Impersonate-User: bob\r\n\r\n`)
  t.match(await readAll(socket), /^HTTP\/1.1 403 /, 'bob may not, whoever acts as him')
  t.match(stage('ResponseComplete').at(-1), { impersonatedUser: { username: 'bob' }, responseStatus: { code: 403 } })
})

t.test('a path that cannot be decoded is written as well', async (t) => {
  const { clientOf, stage, until } = await startAudited(t)
  const path = `/api/v1/namespaces/%zz?${'x'.repeat(10_000)}`
  const refused = await clientOf().ask(path)
  t.equal(refused.code, 400)
  t.match(refused.headers['audit-id'], /./)
  await until(() => stage('ResponseComplete').length > 0)
  const [event] = stage('ResponseComplete')
  t.match(event, { auditID: refused.headers['audit-id'], responseStatus: { code: 400 } })
  t.equal(event?.requestURI, `${path.slice(0, 2048)}${event?.requestURI.slice(2048) ?? ''}`)
  t.ok((event?.requestURI.length ?? 0) < 2100, 'a stranger cannot fill the log with it')
})

t.test('a flood of strangers is counted, and each failed authentication written', async (t) => {
  const events: AuditEvent[] = []
  let limited = 0
  const auditor = { ...auditorOf((event) => void events.push(event)), limit: () => void limited++ }
  const { clientOf } = await startAudited(t, undefined, { auditor, limits: { failedAuthenticationBurst: 10 } })
  const stranger = clientOf()
  for (let n = 0; n < 100; n++) await stranger.ask('/version')
  const of = (code: number): number => events.filter(({ responseStatus }) => responseStatus?.code === code).length
  t.ok(of(401) >= 10)
  t.equal(of(429), 60)
  t.equal(of(401) + of(429) + limited, 100)
})

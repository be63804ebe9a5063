import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { createMastersAuthorizer } from '../../support/masters-authorizer.ts'
import { eventually } from '../../support/processes.ts'
import { createTestCa } from './support/certificates.ts'
import { readAll } from './support/client.ts'
import { startRegistryServer, startServer } from './support/server.ts'

const devices = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices'

async function say(socket: TLSSocket, text: string): Promise<string> {
  socket.write(text, 'latin1')
  return readAll(socket)
}

async function ended(socket: Socket): Promise<void> {
  socket.on('error', () => {})
  socket.resume()
  await once(socket, 'close')
}

t.test('a body over the limit is 413, and not read', async (t) => {
  const { admin } = await startRegistryServer(t)
  const declared = await admin.connect()
  const answer = await say(declared, `POST ${devices} HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n{"a":"`)
  t.match(answer, /^HTTP\/1.1 413 [^]*"reason":"RequestEntityTooLarge"/)
  const chunked = (await admin.connect()).setMaxListeners(0)
  chunked.on('error', () => {})
  chunked.write(`POST ${devices} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`)
  const reply = readAll(chunked)
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
  let sent = 0
  for (; sent < 1024 && chunked.writable; sent += 1) {
    if (!chunked.write(chunk)) await Promise.race([once(chunked, 'drain'), once(chunked, 'close')]).catch(() => {})
  }
  t.match(await reply, /^(HTTP\/1.1 413|$)/)
  t.ok(sent < 512, `the connection was cut after ${sent} chunks`)
})

t.test('a body of just the limit is read', async (t) => {
  const { admin } = await startRegistryServer(t, { limits: { maxBodyBytes: 1000 } })
  const body = (length: number) => JSON.stringify({ metadata: { name: 'one', annotations: { a: '' } } }).padEnd(length)
  const headers = { 'content-type': 'application/json' }
  t.equal((await admin.ask(devices, { method: 'POST', headers, body: body(1001) })).code, 413)
  t.equal((await admin.ask(devices, { method: 'POST', headers, body: body(1000) })).code, 201)
})

t.test('who may not write does not get their body read', async (t) => {
  const { ca, clientOf } = await startRegistryServer(t)
  for (const [client, code] of [
    [clientOf(), 401],
    [clientOf(ca.issue({ commonName: 'bob' })), 403],
  ] as const) {
    const socket = await client.connect()
    const answer = await say(socket, `POST ${devices} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n`)
    t.match(answer, new RegExp(`^HTTP/1.1 ${code} [^]*connection: close`, 'i'))
  }
})

t.test('100 Continue is said to those alone whose body is wanted', async (t) => {
  const { admin, clientOf } = await startRegistryServer(t)
  const body = JSON.stringify({ metadata: { name: 'one' } })
  const head = `POST ${devices} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`
  const socket = await admin.connect()
  socket.write(head)
  const [first] = await once(socket, 'data')
  t.match(String(first), /^HTTP\/1.1 100 Continue\r\n\r\n$/)
  t.match(await say(socket, body), /^HTTP\/1.1 201/)
  t.match(await say(await clientOf().connect(), head), /^HTTP\/1.1 401/)
})

t.test('what is no HTTP gets 400 and a closed connection', async (t) => {
  const { admin } = await startServer(t)
  const requests = {
    nonsense: 'hello\r\n\r\n',
    'a method in lower case': 'get / HTTP/1.1\r\nHost: x\r\n\r\n',
    'no host': 'GET /version HTTP/1.1\r\n\r\n',
    'a bad header': 'GET / HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n',
    'a header without a name': 'GET / HTTP/1.1\r\nHost: x\r\n: 1\r\n\r\n',
    'both lengths': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'two lengths': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
    'a length that is none': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n',
    'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'random bytes': randomBytes(4096).toString('latin1'),
  }
  for (const [what, text] of Object.entries(requests)) {
    const answer = await say(await admin.connect(), text)
    t.match(answer, /^HTTP\/1.1 400 /, what)
  }
})

t.test('a path that means two things is 400 for everyone', async (t) => {
  const { admin } = await startRegistryServer(t)
  for (const path of [
    '//api/v1',
    '/api/v1/../../apis',
    '/api/v1/namespaces/%2e%2e',
    '/api/v1/namespaces/a%2Fb',
    '/api/v1/namespaces/%zz',
    '/api%2fv1',
    '/healthz/../version',
    '/healthz/%2e%2e/version',
    '/version#x',
  ]) {
    const socket = await admin.connect()
    const answer = await say(socket, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    t.match(answer, /^HTTP\/1.1 400 [^]*"kind":"Status"/, path)
  }
})

t.test('a health check’s path leads nowhere else without a certificate', async (t) => {
  const { clientOf } = await startServer(t)
  for (const path of [
    '/healthz/../version',
    '/healthz/%2e%2e/version',
    '/healthz//version',
    '/healthz\\..\\version',
    '/HEALTHZ',
  ]) {
    const answer = await say(await clientOf().connect(), `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    t.match(answer, /^HTTP\/1.1 (400|401) /, path)
    t.notMatch(answer, 'gitVersion')
  }
})

t.test('a long query is read, an endless head is 431', async (t) => {
  const { admin } = await startServer(t)
  t.equal((await admin.ask(`/version?command=${'x'.repeat(200_000)}`)).code, 200)
  const socket = (await admin.connect()).setMaxListeners(0)
  const answer = readAll(socket)
  socket.write('GET /version HTTP/1.1\r\nHost: x\r\n')
  for (let i = 0; i < 100 && socket.writable; i += 1) {
    if (!socket.write(`X-${i}: ${'x'.repeat(20_000)}\r\n`))
      await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
  }
  t.match(await answer, /^(HTTP\/1.1 431|$)/)
})

t.test('what is no TLS, and half a handshake, are cut off; others do not notice', async (t) => {
  const { admin, port } = await startServer(t, { limits: { handshakeTimeoutMs: 200 } })
  const garbage = connect(port, '127.0.0.1')
  garbage.write(randomBytes(4096))
  const plain = connect(port, '127.0.0.1')
  plain.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  const half = connect(port, '127.0.0.1')
  half.write(Buffer.from('160301020001', 'hex'))
  const silent = connect(port, '127.0.0.1')
  await Promise.all([garbage, plain, half, silent].map(ended))
  t.equal((await admin.ask('/version')).code, 200)
})

t.test('a head that does not come in time is 408', async (t) => {
  const { admin } = await startServer(t, { limits: { headersTimeoutMs: 300, requestTimeoutMs: 600 } })
  t.match(await say(await admin.connect(), 'GET /version HTTP/1.1\r\nHos'), /^(HTTP\/1.1 408|$)/)
})

t.test('a body that does not come in time is 408', async (t) => {
  const { admin } = await startRegistryServer(t, { limits: { headersTimeoutMs: 300, requestTimeoutMs: 600 } })
  const answer = await say(await admin.connect(), `POST ${devices} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{`)
  t.match(answer, /^(HTTP\/1.1 408|$)/)
})

t.test('an internal error gives nothing away', async (t) => {
  const authorizer = {
    authorize: async () => {
      throw new Error('the password is hunter2')
    },
  }
  const { admin } = await startServer(t, { authorizer })
  const reply = await admin.ask('/version')
  t.match(reply.json, { kind: 'Status', code: 500, reason: 'InternalError' })
  t.notMatch(reply.text, 'hunter2')
})

t.test('a header of an earlier life does not make anyone master', async (t) => {
  const { clientOf } = await startServer(t, { authorizer: createMastersAuthorizer() })
  const headers = { 'x-remote-user': 'admin', 'x-remote-group': 'system:masters', authorization: 'Bearer x' }
  t.equal((await clientOf().ask('/version', { headers })).code, 401)
})

t.test(
  'after new certificates are loaded, new connections use them, and the old authority counts no more',
  async (t) => {
    const { server, ca, admin, clientOf } = await startServer(t)
    t.equal((await admin.ask('/version')).code, 200)
    const other = createTestCa('another ca')
    const names = ['127.0.0.1']
    const { cert, key } = ca.issue({ commonName: 'renewed', usage: 'server', names })
    t.throws(() => server.reloadTls({ cert: 'nonsense', key, clientCa: [] }))
    server.reloadTls({ cert, key, clientCa: [other.certPem] })
    const organizations = ['system:masters']
    const fresh = clientOf(other.issue({ commonName: 'fresh', organizations }))
    t.equal((await fresh.ask('/version')).code, 200)
    const old = clientOf(ca.issue({ commonName: 'old', organizations }))
    t.equal((await old.ask('/version')).code, 401)
    const socket = await fresh.connect()
    t.equal(socket.getPeerCertificate().subject.CN, 'renewed')
    socket.destroy()
  },
)

t.test('an upgrade behind a request that is not answered yet does not end the server', async (t) => {
  const { admin, clientOf } = await startServer(t)
  const upgrade = 'GET /version HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
  for (const client of [clientOf(), admin]) {
    const socket = await client.connect()
    socket.write(`GET /version HTTP/1.1\r\nHost: x\r\n\r\n${upgrade}`)
    await ended(socket)
  }
  t.equal((await admin.ask('/version')).code, 200)
})

t.test('watches that wait for their turn on a connection end with it', async (t) => {
  const { admin, audit } = await startRegistryServer(t)
  const socket = await admin.connect()
  socket.write(`GET ${devices}?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(5))
  const metric = async () =>
    /long_running_requests{kind="watch"} (\d+)/.exec((await admin.ask('/metrics')).text)?.[1] ?? 'none'
  await eventually('all watches are open', async () => (await metric()) === '5')
  socket.destroy()
  await eventually('none is', async () => (await metric()) === '0')
  t.equal(audit.filter(({ verb }) => verb === 'watch').length, 5)
})

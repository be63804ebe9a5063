import { once } from 'node:events'
import type { TLSSocket } from 'node:tls'
import t from 'tap'
import { ApiError } from '../../../apiserver/api/meta/errors.ts'
import { podKind } from '../../../apiserver/api/kinds.ts'
import type { Attributes } from '../../../apiserver/auth/types.ts'
import type { AuditEvent } from '../../../apiserver/audit/event.ts'
import type { Connector } from '../../../apiserver/streaming/session/connector.ts'
import { allOf, deferred, readAll, untilAborted } from './support/client.ts'
import { auditorOf, connectorOf, startServer } from './support/server.ts'

const exec = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices/one/exec'
const log = '/api/v1/namespaces/default/pods/one/log'

function logConnectorOf(connect: Connector['connect']): Connector {
  return connectorOf(connect, { info: podKind.info, subresource: 'log', methods: ['GET'], upgrade: 'optional' })
}

/** Agrees, and sends everything back until the client ends. */
const echo: Connector['connect'] = async ({ upgrade }) => {
  if (upgrade === undefined) throw new Error('no upgrade')
  const { socket, head } = upgrade
  upgrade.switchProtocols(['Connection: Upgrade', 'Upgrade: echo'])
  socket.write(head)
  socket.pipe(socket)
  await once(socket, 'close')
}

function upgrade(socket: TLSSocket, path: string, { method = 'GET', protocol = 'echo', after = '' } = {}): void {
  socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n${after}`)
}

t.test('an upgrade hands over the socket, with what came after the head', async (t) => {
  const asked = deferred<object>()
  const connector = connectorOf(async (request) => {
    const { namespace, name, user, auditId, query } = request
    asked.resolve({ namespace, name, user: user.name, auditId, command: query.getAll('command') })
    await echo(request)
  })
  const event = deferred<AuditEvent>()
  const { admin } = await startServer(t, { connectors: [connector], auditor: auditorOf(event.resolve) })
  const socket = await admin.connect()
  upgrade(socket, `${exec}?command=ls&command=-l`, { after: 'hello' })
  const answer = readAll(socket)
  t.match(await asked.promise, { namespace: 'default', name: 'one', user: 'admin', command: ['ls', '-l'] })
  socket.end(' world')
  t.match(await answer, /^HTTP\/1.1 101 [^]*\r\n\r\nhello world$/)
  t.match(await event.promise, {
    responseStatus: { code: 101 },
    verb: 'get',
    requestURI: `${exec}?command=ls&command=-l`,
  })
})

t.test('a POST may upgrade as well, and declare a body that it does not have', async (t) => {
  const { admin } = await startServer(t, { connectors: [connectorOf(echo)] })
  for (const header of ['Content-Length: 0', 'Content-Type: text/plain', 'X-Other: 1']) {
    const socket = await admin.connect()
    socket.end(`POST ${exec} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n${header}\r\n\r\nbytes`)
    t.match(await readAll(socket), /^HTTP\/1.1 101 [^]*bytes$/, header)
  }
})

t.test('what is refused before the upgrade is answered with a Status', async (t) => {
  const connector = connectorOf(async () => {
    throw new ApiError('ServiceUnavailable', 'the device is not connected')
  })
  const { admin, ca, clientOf } = await startServer(t, { connectors: [connector] })
  const bob = clientOf(ca.issue({ commonName: 'bob' }))
  for (const [client, code, reason] of [
    [admin, 503, 'ServiceUnavailable'],
    [bob, 403, 'Forbidden'],
    [clientOf(), 401, 'Unauthorized'],
  ] as const) {
    const socket = await client.connect()
    upgrade(socket, exec)
    const [head = '', body = ''] = (await readAll(socket)).split('\r\n\r\n')
    t.match(head, new RegExp(`^HTTP/1.1 ${code} [^]*connection: close`, 'i'))
    t.match(JSON.parse(body), { kind: 'Status', code, reason })
  }
})

t.test('an upgrade by GET needs create as well', async (t) => {
  const seen: Attributes[] = []
  const authorizer = {
    authorize: async (_user: unknown, attributes: Attributes) => {
      seen.push(attributes)
      return { allowed: attributes.verb === 'get' }
    },
  }
  const { admin } = await startServer(t, { connectors: [connectorOf(echo)], authorizer })
  const socket = await admin.connect()
  upgrade(socket, exec)
  const answer = await readAll(socket)
  t.match(answer, /^HTTP\/1.1 403/)
  t.match(answer, /cannot create resource \\"edgedevices\/exec\\"/)
  t.same(
    seen.map(({ verb }) => verb),
    ['get', 'create'],
  )
})

t.test('what a virtual core request really is gets authorized', async (t) => {
  const seen: Attributes[] = []
  const authorizer = {
    authorize: async (_user: unknown, attributes: Attributes) => {
      seen.push(attributes)
      return { allowed: false }
    },
  }
  const mapAttributes = (attributes: Extract<Attributes, { kind: 'resource' }>) => ({
    ...attributes,
    resource: 'virtualpods',
  })
  const { admin } = await startServer(t, { connectors: [logConnectorOf(async () => {})], authorizer, mapAttributes })
  t.match((await admin.ask(log)).json.message, /^virtualpods "one" is forbidden/)
  t.match(seen, [{ resource: 'virtualpods', subresource: 'log', verb: 'get', name: 'one' }])
})

t.test('a log may be upgraded by who may read it', async (t) => {
  const seen: Attributes[] = []
  const authorizer = {
    authorize: async (_user: unknown, attributes: Attributes) => {
      seen.push(attributes)
      return { allowed: true }
    },
  }
  const { admin } = await startServer(t, { connectors: [logConnectorOf(echo)], authorizer })
  const socket = await admin.connect()
  upgrade(socket, log)
  socket.end('bye')
  t.match(await readAll(socket), /^HTTP\/1.1 101 [^]*bye$/)
  t.same(
    seen.map(({ verb }) => verb),
    ['get'],
  )
})

t.test('a path that must be upgraded says so to who does not', async (t) => {
  const { admin } = await startServer(t, { connectors: [connectorOf(echo)] })
  t.match((await admin.ask(exec)).json, { code: 400, message: 'Upgrade request required' })
  t.equal((await admin.ask(exec, { method: 'PUT' })).code, 405)
})

t.test('an upgrade where there is nothing to upgrade to is refused, and does not hang', async (t) => {
  const { admin } = await startServer(t)
  for (const [path, protocol] of [
    ['/version', 'h2c'],
    ['/nowhere', 'websocket'],
    ['//', 'x'],
    [exec.replace('/exec', '/attach'), 'websocket'],
  ] as const) {
    const socket = await admin.connect()
    upgrade(socket, path, { protocol })
    t.match(await readAll(socket), /^HTTP\/1.1 40[04] [^]*"kind":"Status"/, path)
  }
})

t.test('a connector that fails after its first byte ends the connection, and nothing else', async (t) => {
  const connector = connectorOf(async ({ upgrade }) => {
    upgrade?.switchProtocols([])
    throw new Error('out of luck')
  })
  const { admin } = await startServer(t, { connectors: [connector] })
  const socket = await admin.connect()
  upgrade(socket, exec)
  t.notMatch(await readAll(socket), /Status|out of luck/)
  t.equal((await admin.ask('/version')).code, 200)
})

t.test('a plain stream writes its own answer', async (t) => {
  const connector = logConnectorOf(async ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.write('one\n')
    response.end('two\n')
  })
  const { admin } = await startServer(t, { connectors: [connector] })
  const reply = await admin.ask(log)
  t.equal(reply.text, 'one\ntwo\n')
  t.match(reply.headers, { 'content-type': 'text/plain', 'audit-id': /./ })
  t.equal((await admin.ask(log)).code, 200, 'the connection goes on')
})

t.test('a stream is told when its client goes', async (t) => {
  const gone = deferred<string>()
  const wait: Connector['connect'] = async ({ signal, response, upgrade }) => {
    if (upgrade) upgrade.switchProtocols([])
    else response.writeHead(200).flushHeaders()
    upgrade?.socket.resume()
    await once(signal, 'abort')
    gone.resolve('gone')
  }
  const plain = await startServer(t, { connectors: [logConnectorOf(wait)] })
  const response = await plain.admin.open(log)
  response.on('error', () => {})
  response.destroy()
  t.equal(await gone.promise, 'gone')
  const upgraded = deferred<string>()
  const { admin } = await startServer(t, {
    connectors: [connectorOf((request) => wait(request).then(() => upgraded.resolve('gone')))],
  })
  const socket = await admin.connect()
  upgrade(socket, exec)
  await once(socket, 'data')
  socket.destroy()
  t.equal(await upgraded.promise, 'gone')
})

t.test('closing the server ends watches in order and streams at once', async (t) => {
  const aborted = deferred<void>()
  const stubborn = connectorOf(async ({ signal, upgrade }) => {
    upgrade?.switchProtocols([])
    signal.addEventListener('abort', () => aborted.resolve())
    await new Promise(() => {})
  })
  const { info, table } = podKind
  const storage = {
    info,
    table,
    list: async () => ({ items: [], revision: 1 }),
    watch: async (_query: unknown, signal: AbortSignal) => untilAborted(signal),
  }
  const { server, admin } = await startServer(t, {
    connectors: [stubborn],
    storages: [storage],
    limits: { closeGraceMs: 300 },
  })
  const watch = await admin.open('/api/v1/pods?watch=1')
  const idle = await admin.connect()
  const socket = await admin.connect()
  upgrade(socket, exec)
  await once(socket, 'data')
  const closed = server.close()
  t.equal(server.close(), closed, 'may be asked twice')
  await aborted.promise
  t.same(await allOf(watch), [])
  t.equal(watch.complete, true, 'the watch ended with its last chunk')
  socket.on('error', () => {})
  idle.on('error', () => {})
  await closed
  await t.rejects(admin.ask('/version'), 'nobody listens')
})

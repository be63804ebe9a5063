import { once } from 'node:events'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { status } from '@grpc/grpc-js'
import t from 'tap'
import { parseCertificateRequest } from '../../../apiserver/pki/certificate-request.ts'
import { toCallError } from '../../../agent/transports/grpc/call-error.ts'
import { GatewayClient } from '../../../agent/transports/grpc/gateway-client.ts'
import { joinDevice } from '../../../agent/cli/join.ts'
import type { JoinOptions } from '../../../agent/cli/join.ts'
import { readConfig } from '../../../agent/state/config.ts'
import { readIdentity } from '../../../agent/state/identity.ts'
import { statePaths } from '../../../agent/state/state-files.ts'
import { startGateway, stateDirectory, testAuthority, testIdentity } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

const identity = await testIdentity(t)

function optionsFor(gateway: TestGateway, stateDir: string): JoinOptions {
  const { address, authority } = gateway
  return {
    server: address,
    token: 'secret',
    caHash: authority.hash,
    stateDir,
    allow: ['exec', 'log'],
    deadlineMs: 5000,
  }
}

function keyHashes(gateway: TestGateway): string[] {
  return gateway.enrolled.map(({ certificateRequest }) => parseCertificateRequest(certificateRequest ?? '').keyHash)
}

t.test('a device joins, and keeps what it needs where nobody else can read it', async (t) => {
  const gateway = await startGateway(t, identity)
  const stateDir = stateDirectory(t)
  t.same(await joinDevice(optionsFor(gateway, stateDir)), { namespace: 'default', name: 'demo' })
  t.equal(gateway.enrolled[0]?.token, 'secret')
  t.equal(statSync(stateDir).mode & 0o777, 0o700)
  for (const file of ['client.key', 'client.crt', 'ca.crt', 'config.yaml', 'instance'])
    t.equal(statSync(join(stateDir, file)).mode & 0o777, 0o600, file)
  const paths = statePaths(stateDir)
  t.match(await readConfig(paths.config), {
    server: gateway.address,
    namespace: 'default',
    name: 'demo',
    allow: ['exec', 'log'],
    tty: true,
  })
  t.equal((await readIdentity(paths)).ca.trim(), gateway.authority.certificatePem.trim())
})

t.test('a directory that is enrolled is not enrolled again, but by force', async (t) => {
  const gateway = await startGateway(t, identity)
  const options = optionsFor(gateway, stateDirectory(t))
  await joinDevice(options)
  await t.rejects(joinDevice(options), { message: /enrolled already, as default\/demo .* --force/ })
  t.equal(gateway.enrolled.length, 1)
  await joinDevice({ ...options, force: true })
  const [first, second] = keyHashes(gateway)
  t.not(first, second, 'a new token is good for a new key')
})

t.test('after a lost answer, the same token is tried with the same key', async (t) => {
  const gateway = await startGateway(t, identity)
  const options = optionsFor(gateway, stateDirectory(t))
  gateway.failEnroll = { code: status.UNAVAILABLE, details: 'the answer was lost' }
  await t.rejects(joinDevice(options), { message: /the answer was lost/ })
  await joinDevice(options)
  const [first, second] = keyHashes(gateway)
  t.equal(first, second)
})

t.test('a failed enrolment by force leaves the old one as it was', async (t) => {
  const gateway = await startGateway(t, identity)
  const options = optionsFor(gateway, stateDirectory(t))
  await joinDevice(options)
  const before = readFileSync(join(options.stateDir, 'client.key'), 'utf8')
  gateway.failEnroll = { code: status.UNAUTHENTICATED, details: 'the token has expired' }
  await t.rejects(joinDevice({ ...options, force: true }), { message: /refused: the token has expired/ })
  t.equal(readFileSync(join(options.stateDir, 'client.key'), 'utf8'), before)
  await readIdentity(statePaths(options.stateDir))
})

t.test('with another hash, the server gets no token, and the error tells what was seen', async (t) => {
  const gateway = await startGateway(t, identity)
  const caHash = `sha256:${'0'.repeat(64)}`
  const run = joinDevice({ ...optionsFor(gateway, stateDirectory(t)), caHash })
  await t.rejects(run, {
    message: new RegExp(`none of its certificates has the hash ${caHash} .*${gateway.authority.hash}`),
  })
  t.same(gateway.enrolled, [])
})

t.test('a chain that merely contains the right CA gets no token', async (t) => {
  const right = await testAuthority(t)
  const evil = await testAuthority(t, 'test-ca')
  const { keyPem, chainPem } = await evil.issueServer({ commonName: 'gateway', names: ['127.0.0.1'], days: 1 })
  const leaf = chainPem.slice(0, chainPem.indexOf('-----END CERTIFICATE-----') + 26)
  for (const chain of [`${leaf}${right.certificatePem}`, `${chainPem}${right.certificatePem}`]) {
    const gateway = await startGateway(t, { authority: right, tls: { keyPem, chainPem: chain } })
    await t.rejects(joinDevice(optionsFor(gateway, stateDirectory(t))), { name: 'UserError' })
    t.same(gateway.enrolled, [])
  }
})

t.test('a certificate of the right CA for another address gets no token', async (t) => {
  const authority = await testAuthority(t)
  const tls = await authority.issueServer({ commonName: 'other', names: ['192.0.2.1', 'other.example'], days: 1 })
  const gateway = await startGateway(t, { authority, tls })
  await t.rejects(joinDevice(optionsFor(gateway, stateDirectory(t))), { message: /not to be trusted/ })
  t.same(gateway.enrolled, [])
})

t.test('the certificate of a device is none of a server', async (t) => {
  const authority = await testAuthority(t)
  const tls = await authority.issueClient({ commonName: 'uid-2', organizations: [], days: 1 })
  const gateway = await startGateway(t, { authority, tls })
  await t.rejects(joinDevice(optionsFor(gateway, stateDirectory(t))), { name: 'UserError' })
  t.same(gateway.enrolled, [])
})

t.test('a server that is not there, or says nothing, is named', async (t) => {
  const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  const { port } = silent.address() as AddressInfo
  const options: JoinOptions = {
    server: `127.0.0.1:${port}`,
    token: 'secret',
    caHash: `sha256:${'0'.repeat(64)}`,
    stateDir: stateDirectory(t),
    allow: [],
    deadlineMs: 200,
  }
  await t.rejects(joinDevice(options), { message: new RegExp(`127.0.0.1:${port}.*no answer within`) })
  await new Promise((resolve) => silent.close(resolve))
  await t.rejects(joinDevice(options), { message: new RegExp(`127.0.0.1:${port}.*ECONNREFUSED`) })
})

t.test('a port that is not for agents is called so, in one line', async (t) => {
  const { chainPem: cert, keyPem: key } = identity.tls
  const api = createTlsServer({ cert, key, ALPNProtocols: ['http/1.1'] }).listen(0, '127.0.0.1')
  const plain = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
  for (const listener of [api, plain]) {
    t.teardown(() => listener.close())
    if (!listener.listening) await once(listener, 'listening')
    const server = `127.0.0.1:${(listener.address() as AddressInfo).port}`
    const options = {
      server,
      token: 'secret',
      caHash: `sha256:${'0'.repeat(64)}`,
      stateDir: stateDirectory(t),
      allow: [],
    }
    const message = new RegExp(
      `^what listens at ${server} is not a server's port for agents: [a-z0-9 ]+\\. Check the port;[^\n]*$`,
    )
    await t.rejects(joinDevice(options), { message })
    const client = new GatewayClient({ server, ca: cert })
    t.teardown(() => client.close())
    const error = await client
      .renew({ certificateRequest: 'x' }, { deadlineMs: 10_000 })
      .catch((reason: unknown) => reason)
    t.match(toCallError(error, server).message, message)
  }
})

t.test('damaged files are named', async (t) => {
  const gateway = await startGateway(t, identity)
  const options = optionsFor(gateway, stateDirectory(t))
  await joinDevice(options)
  const paths = statePaths(options.stateDir)
  writeFileSync(paths.config, 'server: x:1\nallow: exec,fly\n')
  await t.rejects(readConfig(paths.config), { message: /config.yaml: allow: there is no "fly"/ })
  writeFileSync(paths.config, 'server: x:1\nallwo: [exec]\n')
  await t.rejects(readConfig(paths.config), { message: /there is no key "allwo"/ })
  writeFileSync(paths.certificate, 'nonsense')
  await t.rejects(readIdentity(paths), { message: /client.crt is damaged/ })
  rmSync(paths.key)
  await t.rejects(readIdentity(paths), { message: /client.key is missing/ })
})

import { execFile } from 'node:child_process'
import { createHash, createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import t from 'tap'
import { openAuthority } from '../../../apiserver/pki/authority.ts'
import { parseCertificateRequest } from '../../../apiserver/pki/certificate-request.ts'
import { makeRequest } from './certificate-requests.ts'

const dayMs = 86_400_000
const start = Date.UTC(2026, 5, 1)

t.test('an authority is made once, and is the same after a restart', async (t) => {
  const dir = join(t.testdir(), 'pki', 'ca')
  const first = await openAuthority({ dir, name: 'test-ca' })
  const second = await openAuthority({ dir, name: 'another name' })
  t.equal(second.hash, first.hash)
  t.equal(second.certificatePem, first.certificatePem)
  const der = new X509Certificate(first.certificatePem).raw
  t.equal(first.hash, `sha256:${createHash('sha256').update(der).digest('hex')}`)
})

t.test('keys are readable by their owner alone', async (t) => {
  const dir = join(t.testdir(), 'ca')
  await openAuthority({ dir, name: 'test-ca' })
  t.equal((await stat(dir)).mode & 0o777, 0o700)
  t.equal((await stat(join(dir, 'ca.key'))).mode & 0o777, 0o600)
})

t.test('damaged, mismatching and expired files are errors that name them', async (t) => {
  const root = t.testdir()
  const [dir, other] = [join(root, 'ca'), join(root, 'other')]
  await openAuthority({ dir, name: 'test-ca', now: () => start })
  await openAuthority({ dir: other, name: 'other-ca', now: () => start })
  const [keyPath, certificatePath] = [join(dir, 'ca.key'), join(dir, 'ca.crt')]
  const open = (now = start) => openAuthority({ dir, name: 'test-ca', now: () => now })
  const [key, certificate] = await Promise.all([readFile(keyPath), readFile(certificatePath)])

  await t.rejects(open(start + 3651 * dayMs), { message: new RegExp(`${certificatePath} expired`) })
  await writeFile(certificatePath, certificate.subarray(0, 500))
  await t.rejects(open(), { message: new RegExp(`${certificatePath} is damaged`) })
  await writeFile(certificatePath, await readFile(join(other, 'ca.crt')))
  await t.rejects(open(), { message: new RegExp(`${keyPath} is not the key of ${certificatePath}`) })
  await writeFile(certificatePath, certificate)
  await writeFile(keyPath, '')
  await t.rejects(open(), { message: new RegExp(`${keyPath} is damaged`) })
  await rm(keyPath)
  await t.rejects(open(), { message: new RegExp(`${keyPath} is missing`) })
  await writeFile(keyPath, key, { mode: 0o600 })
  await t.resolves(open())
})

t.test('a first start that died after the key is finished by the next', async (t) => {
  const dir = join(t.testdir(), 'ca')
  await openAuthority({ dir, name: 'test-ca' })
  const key = await readFile(join(dir, 'ca.key'), 'utf8')
  await rm(join(dir, 'ca.crt'))
  const again = await openAuthority({ dir, name: 'test-ca' })
  t.equal(await readFile(join(dir, 'ca.key'), 'utf8'), key)
  t.ok(new X509Certificate(again.certificatePem).checkPrivateKey(createPrivateKey(key)))
})

t.test('serving and client certificates pass a mutual TLS handshake', async (t) => {
  const ca = await openAuthority({ dir: join(t.testdir(), 'ca'), name: 'test-ca' })
  const server = await ca.issueServer({ commonName: 'aranya', names: ['edge.example', '127.0.0.1', '::1'], days: 30 })
  const client = await ca.issueClient({ commonName: 'admin', organizations: ['system:masters', 'ops'], days: 30 })
  const listener = createServer({ key: server.keyPem, cert: server.chainPem, ca: ca.certificatePem, requestCert: true })
  t.teardown(() => listener.close())
  await once(listener.listen(0, '127.0.0.1'), 'listening')
  const { port } = listener.address() as AddressInfo
  const accepted = once(listener, 'secureConnection')
  const options = { key: client.keyPem, cert: client.chainPem, ca: ca.certificatePem }
  const socket = connect({ port, host: '127.0.0.1', servername: 'edge.example', ...options })
  t.teardown(() => socket.destroy())
  const [[peer]] = await Promise.all([accepted, once(socket, 'secureConnect')])
  t.teardown(() => peer.destroy())
  const { subject } = peer.getPeerCertificate()
  t.equal(subject.CN, 'admin')
  t.same(subject.O, ['system:masters', 'ops'])
  t.ok(socket.authorized)
})

t.test('certificates say what they are for and for how long', async (t) => {
  let now = start
  const dir = join(t.testdir(), 'ca')
  const ca = await openAuthority({ dir, name: 'test-ca', now: () => now })
  now += dayMs
  const request = parseCertificateRequest(makeRequest())
  const issued = await ca.signRequest(request, { commonName: 'the-uid', uri: 'aranya://ns/name', days: 30 })
  const leaf = new X509Certificate(issued.chainPem)
  t.equal(leaf.subject, 'CN=the-uid')
  t.equal(leaf.subjectAltName, 'URI:aranya://ns/name')
  t.same(leaf.keyUsage, ['1.3.6.1.5.5.7.3.2'], 'clientAuth alone')
  t.notOk(leaf.ca)
  t.ok(leaf.verify(new X509Certificate(ca.certificatePem).publicKey))
  t.equal(leaf.serialNumber.toLowerCase(), issued.serialNumber)
  t.equal(issued.serialNumber.length, 32)
  t.equal(Date.parse(leaf.validFrom), now - 5 * 60_000, 'good from a little earlier')
  t.equal(Date.parse(leaf.validTo), issued.notAfterMs)
  t.equal(issued.notAfterMs, now + 30 * dayMs)

  now = start + 3645 * dayMs
  const late = await ca.signRequest(request, { commonName: 'the-uid', uri: 'aranya://ns/name', days: 30 })
  t.equal(late.notAfterMs, start + 3650 * dayMs, 'never longer than its CA')
  t.not(late.serialNumber, issued.serialNumber)
})

t.test('a key of another CA under the same name does not verify', async (t) => {
  const root = t.testdir()
  const one = await openAuthority({ dir: join(root, 'one'), name: 'test-ca' })
  const two = await openAuthority({ dir: join(root, 'two'), name: 'test-ca' })
  const issued = await one.issueServer({ commonName: 'x', names: ['x'], days: 1 })
  t.notOk(new X509Certificate(issued.chainPem).verify(new X509Certificate(two.certificatePem).publicKey))
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  t.notOk(new X509Certificate(issued.chainPem).verify(publicKey))
})

t.test('what it issues passes OpenSSL’s strict checks, whichever key is certified', async (t) => {
  const root = t.testdir()
  const ca = await openAuthority({ dir: join(root, 'pki'), name: 'test-ca' })
  const caFile = join(root, 'pki', 'ca.crt')
  const server = await ca.issueServer({ commonName: 'aranya', names: ['localhost', '127.0.0.1'], days: 1 })
  const user = await ca.issueClient({ commonName: 'jane', organizations: ['plant-a'], days: 1 })
  t.same(createPrivateKey(server.keyPem).asymmetricKeyDetails, { namedCurve: 'prime256v1' })
  t.ok(new X509Certificate(server.chainPem).checkPrivateKey(createPrivateKey(server.keyPem)))
  const device = { commonName: 'the-uid', uri: 'aranya://ns/name', days: 1 }
  const purposes = [
    ['sslserver', server.chainPem],
    ['sslclient', user.chainPem],
    ['sslclient', (await ca.signRequest(parseCertificateRequest(makeRequest()), device)).chainPem],
  ] as const
  for (const [index, [purpose, pem]] of purposes.entries()) {
    const path = join(root, `leaf-${index}.crt`)
    await writeFile(path, pem)
    const args = ['verify', '-x509_strict', '-purpose', purpose, '-CAfile', caFile, path]
    t.match((await promisify(execFile)('openssl', args)).stdout, /OK/)
  }
})

import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import t from 'tap'
import { createClientCertificateAuthenticator } from '../../../apiserver/auth/client-certificate.ts'
import { withRevocation } from '../../../apiserver/auth/revocation.ts'
import { startRegistryServer } from '../http/support/server.ts'

/** Revocations by hand. */
function createRevocations() {
  const serials = new Set<string>()
  const listeners: ((serials: readonly string[]) => void)[] = []
  return {
    has: (serial: string) => serials.has(serial),
    onRevoked: (listener: (serials: readonly string[]) => void) => void listeners.push(listener),
    revoke: (serial: string) => {
      serials.add(serial)
      for (const listener of listeners) listener([serial])
    },
  }
}

t.test('a certificate that is revoked', async (t) => {
  const revocations = createRevocations()
  const authenticator = withRevocation(createClientCertificateAuthenticator(), revocations)
  const { ca, clientOf, admin } = await startRegistryServer(t, { authenticators: [authenticator] })
  const credentials = ca.issue({ commonName: 'alice', organizations: ['system:masters'] })
  const alice = clientOf(credentials)
  const connection = await alice.connect()
  const serial = readSerial(credentials.cert)

  const watch = await alice.open('/apis/aranya.arhat.dev/v1alpha1/edgedevices?watch=true')
  t.equal(watch.statusCode, 200)
  const other = await admin.open('/apis/aranya.arhat.dev/v1alpha1/edgedevices?watch=true')

  await t.test('ends what its user has open', async (t) => {
    const ended = new Promise((resolve) => watch.once('close', resolve))
    watch.on('error', () => {}).resume()
    revocations.revoke(serial)
    await ended
    t.equal(watch.complete, false, 'and not as if it were over')
  })

  await t.test('is refused, on new connections and on those that were open', async (t) => {
    const reply = await clientOf(credentials).ask('/version')
    t.equal(reply.code, 401)
    t.match(reply.json, { kind: 'Status', reason: 'Unauthorized' })
    connection.write('GET /version HTTP/1.1\r\nHost: x\r\n\r\n')
    const [head] = (await once(connection, 'data')) as [Buffer]
    t.match(head.toString(), /^HTTP\/1\.1 401 /)
    connection.destroy()
  })

  await t.test('takes nothing from others, also of the same name', async (t) => {
    t.equal((await admin.ask('/version')).code, 200)
    t.equal(other.destroyed, false)
    const again = clientOf(ca.issue({ commonName: 'alice', organizations: ['system:masters'] }))
    t.equal((await again.ask('/version')).code, 200)
  })

  other.destroy()
})

/** In lower-case hex, as the server compares it. */
function readSerial(pem: string): string {
  const { serialNumber } = new X509Certificate(pem)
  return serialNumber.toLowerCase().replace(/^0+/, '')
}

import t from 'tap'
import { createClientCertificateAuthenticator } from '../../../apiserver/auth/client-certificate.ts'
import { createTestCa } from '../http/support/certificates.ts'
import { startServer } from '../http/support/server.ts'

const hourMs = 3_600_000
const masters = ['system:masters']

t.test('the common name is the user, organizations are its groups', async (t) => {
  const { ca, clientOf, audit } = await startServer(t)
  const client = clientOf(ca.issue({ commonName: 'alice', organizations: ['team', 'system:masters'] }))
  t.equal((await client.ask('/version')).code, 200)
  t.equal(audit[0]?.user.username, 'alice')
})

t.test('who is known but no master gets 403', async (t) => {
  const { ca, clientOf } = await startServer(t)
  const reply = await clientOf(ca.issue({ commonName: 'bob', organizations: ['team'] })).ask('/version')
  t.equal(reply.code, 403)
  t.equal(reply.json.message, 'forbidden: User "bob" cannot get path "/version"')
})

t.test('without a certificate every path is 401 but the health checks', async (t) => {
  const { clientOf } = await startServer(t)
  const client = clientOf()
  for (const path of [
    '/',
    '/api',
    '/apis',
    '/version',
    '/metrics',
    '/openapi/v2',
    '/nowhere',
    '/healthzz',
    '/readyz-',
  ]) {
    const reply = await client.ask(path)
    t.equal(reply.code, 401, path)
    t.match(reply.json, { kind: 'Status', status: 'Failure', reason: 'Unauthorized', code: 401 })
  }
  for (const path of ['/healthz', '/livez', '/readyz', '/readyz/ping']) {
    t.equal((await client.ask(path)).code, 200, path)
  }
})

t.test('a certificate that is not valid is 401, whatever it says', async (t) => {
  const { ca, clientOf } = await startServer(t)
  const other = createTestCa('test ca', 'somebody else')
  const subject = { commonName: 'mallory', organizations: masters }
  const good = ca.issue(subject)
  const foreign = other.issue(subject)
  const bad = {
    'another authority of the same name': foreign,
    'a chain that merely contains the right authority': { ...foreign, cert: foreign.cert + ca.certPem },
    'the right authority after the wrong one': { ...foreign, cert: foreign.cert + other.certPem + ca.certPem },
    'a certificate that signed itself': { key: foreign.key, cert: other.certPem },
    'one that is over': ca.issue({
      ...subject,
      validFromMs: Date.now() - 2 * hourMs,
      validUntilMs: Date.now() - hourMs,
    }),
    'one of tomorrow': ca.issue({
      ...subject,
      validFromMs: Date.now() + hourMs,
      validUntilMs: Date.now() + 2 * hourMs,
    }),
    'one for servers': ca.issue({ ...subject, usage: 'server' }),
    'one for nothing in particular': ca.issue({ ...subject, usage: 'none' }),
    'one without a name': ca.issue({ commonName: [], organizations: masters }),
    'one with two names': ca.issue({ commonName: ['admin', 'mallory'], organizations: masters }),
  }
  t.equal((await clientOf(good).ask('/version')).code, 200)
  for (const [what, credentials] of Object.entries(bad)) {
    const reply = await clientOf(credentials).ask('/version')
    t.equal(reply.code, 401, what)
    t.equal(reply.json.message, 'Unauthorized', 'the answer does not say why')
  }
})

t.test('a certificate that ends while its connection lasts is 401 from then on', async (t) => {
  let skewMs = 0
  const authenticator = createClientCertificateAuthenticator({ now: () => Date.now() + skewMs })
  const { admin } = await startServer(t, { authenticators: [authenticator] })
  t.equal((await admin.ask('/version')).code, 200)
  skewMs = 2 * hourMs
  t.equal((await admin.ask('/version')).code, 401)
})

import t from 'tap'
import { createFailureLimiter } from '../../../apiserver/limits/failure-limiter.ts'
import { startServer } from '../http/support/server.ts'

t.test('an address may fail so often at once, then waits for its share', async (t) => {
  let nowMs = 0
  const failures = createFailureLimiter({ burst: 2, perSecond: 0.5, now: () => nowMs })
  t.equal(failures.fail('10.0.0.1'), 0)
  t.equal(failures.fail('::ffff:10.0.0.1'), 0, 'the same address, mapped')
  t.equal(failures.fail('10.0.0.1'), 2)
  t.equal(failures.fail('10.0.0.2'), 0, 'others have their own')
  nowMs = 2_000
  t.equal(failures.fail('10.0.0.1'), 0)
  t.equal(failures.fail('10.0.0.1'), 2)
})

t.test('to ask how long to wait counts nothing', async (t) => {
  const failures = createFailureLimiter({ burst: 1, perSecond: 0.5, now: () => 0 })
  t.equal(failures.wait('10.0.0.1'), 0)
  t.equal(failures.wait('10.0.0.1'), 0)
  t.equal(failures.fail('10.0.0.1'), 0)
  t.equal(failures.wait('10.0.0.1'), 2)
})

t.test('a network of IPv6 is one address', async (t) => {
  const failures = createFailureLimiter({ burst: 1, perSecond: 1, now: () => 0 })
  t.equal(failures.fail('2001:db8:1:2::1'), 0)
  t.not(failures.fail('2001:db8:1:2:ffff::9'), 0)
  t.equal(failures.fail('2001:db8:1:3::1'), 0)
  t.equal(failures.fail('::1'), 0)
})

t.test('too many failures are 429, and valid credentials do not notice', async (t) => {
  const limits = { failedAuthenticationBurst: 3, failedAuthenticationsPerSecond: 0.01 }
  const { admin, clientOf } = await startServer(t, { limits })
  const nobody = clientOf()
  for (let i = 0; i < 3; i += 1) t.equal((await nobody.ask('/version')).code, 401)
  const refused = await nobody.ask('/version')
  t.equal(refused.code, 429)
  t.match(refused.json, { reason: 'TooManyRequests', details: { retryAfterSeconds: 100 } })
  t.equal(refused.headers['retry-after'], '100')
  t.equal((await admin.ask('/version')).code, 200, 'the same address, with a certificate')
  t.equal((await nobody.ask('/healthz')).code, 200)
})

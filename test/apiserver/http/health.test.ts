import { pino } from 'pino'
import t from 'tap'
import type { HealthCheck } from '../../../apiserver/http/handlers/health.ts'
import { startServer } from './support/server.ts'

const good: HealthCheck = { name: 'good', check: () => {}, liveness: true }
const bad: HealthCheck = {
  name: 'bad',
  check: async () => {
    throw new Error('the password is wrong')
  },
}

t.test('a check that fails makes the server not ready, but not dead', async (t) => {
  const { clientOf } = await startServer(t, { healthChecks: [good, bad] })
  const client = clientOf()
  t.equal((await client.ask('/livez')).text, 'ok')
  const ready = await client.ask('/readyz')
  t.equal(ready.code, 500)
  t.equal(ready.text, '[+]ping ok\n[+]good ok\n[-]bad failed: reason withheld\nreadyz check failed\n')
  t.equal((await client.ask('/healthz')).code, 500)
  t.equal((await client.ask('/readyz/good')).text, 'ok')
  t.match(await client.ask('/readyz/bad'), { code: 500, text: /reason withheld/ })
  t.match((await client.ask('/readyz/bad')).text, /^(?!.*password)/)
  t.equal((await client.ask('/livez/bad')).code, 404, 'only a restart helps those that are here')
})

t.test('what only a restart mends may leave the server ready until then', async (t) => {
  const { clientOf } = await startServer(t, { healthChecks: [{ ...bad, liveness: true, readiness: false }] })
  const client = clientOf()
  t.equal((await client.ask('/livez')).code, 500)
  t.equal((await client.ask('/healthz')).code, 500)
  t.equal((await client.ask('/readyz')).text, 'ok')
})

t.test('verbose lists the checks, exclude leaves some out', async (t) => {
  const { clientOf } = await startServer(t, { healthChecks: [good, bad] })
  const client = clientOf()
  t.equal((await client.ask('/livez?verbose')).text, '[+]ping ok\n[+]good ok\nlivez check passed\n')
  t.equal((await client.ask('/readyz?exclude=bad')).text, 'ok')
  const { text } = await client.ask('/readyz?verbose&exclude=bad&exclude=none')
  t.match(text, '[+]bad excluded: ok\n')
  t.match(text, 'warn: some health checks cannot be excluded: no matches for "none"\n')
  t.match(text, 'readyz check passed\n')
})

t.test('what is not well is logged once, however often it is asked', async (t) => {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const { clientOf } = await startServer(t, { healthChecks: [good, bad], log })
  const client = clientOf()
  for (let count = 0; count < 20; count++) await client.ask('/readyz')
  t.equal(lines.filter((line) => line.includes('not well')).length, 1)
})

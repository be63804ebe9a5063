import t from 'tap'
import { pino } from 'pino'
import { LogLimiter } from '../../../apiserver/limits/log-limiter.ts'
import { createRequestLog } from '../../../apiserver/http/audit/request-log.ts'
import type { RequestLine } from '../../../apiserver/http/audit/request-log.ts'

t.test('the first lines of a network are written, the others counted', async (t) => {
  const reports: [string, number][] = []
  const limiter = new LogLimiter({
    report: (...args) => void reports.push(args),
    perNetwork: 2,
    perMinute: 5,
    maxNetworks: 2,
  })
  const lines: string[] = []
  const say = (address: string, times: number): void => {
    for (let i = 0; i < times; i += 1) limiter.run(address, () => void lines.push(address))
  }
  say('10.0.0.1', 5)
  say('2001:db8:1:2::1', 1)
  say('2001:db8:1:2::2', 2)
  say('10.0.0.3', 1)
  say('10.0.0.4', 4)
  t.same(lines, ['10.0.0.1', '10.0.0.1', '2001:db8:1:2::1', '2001:db8:1:2::2', '10.0.0.3'])
  limiter.flush()
  t.same(reports, [
    ['10.0.0.1', 3],
    ['2001:db8:1:2', 1],
    ['others', 4],
  ])
  say('10.0.0.1', 1)
  t.equal(lines.length, 6, 'another minute')
  limiter.flush()
  t.equal(reports.length, 3)
})

t.test('the count comes by itself when the time is over', async (t) => {
  const reported = new Promise((resolve) => {
    const limiter = new LogLimiter({ report: (...args) => resolve(args), perNetwork: 0, windowMs: 5 })
    limiter.run('10.0.0.1', () => t.fail('no line'))
  })
  const busy = setInterval(() => {}, 1000)
  t.same(await reported, ['10.0.0.1', 1])
  clearInterval(busy)
})

t.test('a flood of refusals does not fill the log, and nothing else is left out', async (t) => {
  const lines: string[] = []
  const log = createRequestLog(pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }))
  const line: RequestLine = {
    auditId: 'a',
    user: 'tenant',
    sourceAddress: '10.0.0.1',
    verb: 'create',
    path: '/',
    code: 201,
    durationMs: 1,
  }
  const stranger = { ...line, user: undefined }
  for (let i = 0; i < 500; i += 1) {
    for (const code of [401, 404, 429]) log.write({ ...stranger, code })
    log.write({ ...line, code: 403 })
  }
  t.equal(lines.length, 60)
  for (let i = 0; i < 100; i += 1) log.write(line)
  t.equal(lines.length, 160)
  log.close()
  t.match(JSON.parse(lines.at(-1) ?? ''), { network: '10.0.0.1', count: 1940 })
})

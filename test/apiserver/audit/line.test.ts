import t from 'tap'
import { redactUri, toMicroTime } from '../../../apiserver/audit/event.ts'
import type { AuditEvent } from '../../../apiserver/audit/event.ts'
import { toLine } from '../../../apiserver/audit/line.ts'

const event: AuditEvent = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'RequestResponse',
  auditID: 'a',
  stage: 'ResponseComplete',
  requestURI: '/x',
  verb: 'get',
  user: { username: 'alice' },
  sourceIPs: ['10.0.0.1'],
  objectRef: { resource: 'pods', apiVersion: 'v1', name: 'one' },
  responseStatus: { metadata: {}, code: 500, message: 'm', details: { name: 'x' } },
  requestReceivedTimestamp: toMicroTime(0),
  stageTimestamp: toMicroTime(0),
}

t.test('an event that is too long loses its objects, and says so', async (t) => {
  const requestObject = { text: 'x'.repeat(10_000) }
  t.same(JSON.parse(toLine({ ...event, requestObject }, 20_000)), { ...event, requestObject })
  const line = toLine({ ...event, requestObject, responseObject: {} }, 8192)
  t.ok(line.endsWith('}\n'))
  t.same(JSON.parse(line), { ...event, annotations: { 'audit.k8s.io/truncated': 'true' } })
})

t.test('a megabyte of query is cut, and the rest of the event is there', async (t) => {
  const long = 'y'.repeat(1_000_000)
  const texts = {
    requestURI: `/x?${long}`,
    userAgent: long,
    responseStatus: { metadata: {}, code: 500, message: long },
  }
  const line = toLine(
    { ...event, ...texts, objectRef: { name: long, resource: long }, annotations: { why: long } },
    8192,
  )
  t.ok(line.length < 10_000, String(line.length))
  t.match(JSON.parse(line), {
    auditID: 'a',
    requestURI: /^\/x\?y+\.\.\.TRUNCATED$/,
    objectRef: { name: /^y+\.\.\.TRUNCATED$/ },
    responseStatus: { code: 500, message: /TRUNCATED$/ },
    annotations: { 'audit.k8s.io/truncated': 'true', why: /TRUNCATED$/ },
  })
})

t.test('times have microseconds', async (t) => {
  t.equal(toMicroTime(1_700_000_000_123.5), '2023-11-14T22:13:20.123500Z')
  t.equal(toMicroTime(1_700_000_000_000), '2023-11-14T22:13:20.000000Z')
})

t.test('secrets in queries are not written, whatever their names look like', async (t) => {
  const token = `${'0123456789abcdef'.repeat(2)}.${'s'.repeat(43)}`
  for (const [uri, written] of [
    ['/version', '/version'],
    ['/api?labelSelector=secret&limit=5', '/api?labelSelector=secret&limit=5'],
    ['/api?access_token=abc&x=1', '/api?access_token=REDACTED&x=1'],
    ['/api?x=1&%74oken=abc', '/api?x=1&%74oken=REDACTED'],
    ['/api?Password=a=b&api-key=c', '/api?Password=REDACTED&api-key=REDACTED'],
    ['/api?%zztoken=abc', '/api?%zztoken=REDACTED'],
    [`/exec?command=arhat&command=${token}&tty=1`, '/exec?command=arhat&command=REDACTED&tty=1'],
    [`/exec?command=${token.replace('.', '%2E')}`, '/exec?command=REDACTED'],
    [`/devices/${token}`, '/devices/REDACTED'],
  ] as const) {
    t.equal(redactUri(uri), written)
  }
})

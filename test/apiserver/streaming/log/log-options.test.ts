import t from 'tap'
import { parseLogOptions } from '../../../../apiserver/streaming/log/log-options.ts'

const parse = (query: string) => parseLogOptions(new URLSearchParams(query), 'web')

t.test('what is not asked for is left out', async (t) => {
  t.same(parse('pretty=true&insecureSkipTLSVerifyBackend=true&stream=All'), {
    container: undefined,
    follow: false,
    previous: false,
    timestamps: false,
    tailLines: undefined,
    limitBytes: undefined,
    sinceSeconds: undefined,
    sinceTimeMs: undefined,
  })
})

t.test('everything that can be asked for', async (t) => {
  const since = 'sinceTime=2026-11-21T10:00:00%2B01:00'
  const options = parse(
    `container=a&follow=true&previous=1&timestamps=&tailLines=0&limitBytes=9007199254740993&${since}`,
  )
  t.match(options, { container: 'a', follow: true, previous: true, timestamps: true, tailLines: 0 })
  t.equal(options.limitBytes, 9_007_199_254_740_992)
  t.equal(options.sinceTimeMs, Date.parse('2026-11-21T09:00:00Z'))
  t.match(parse('follow=false&previous=0&timestamps=False'), { follow: false, previous: false, timestamps: false })
})

t.test('what cannot be read is a 400', async (t) => {
  for (const query of [
    'tailLines=x',
    'tailLines=',
    'limitBytes=1.5',
    'sinceSeconds=9223372036854775808',
    'tailLines=1e3',
  ])
    t.throws(() => parse(query), { code: 400, message: /strconv\.ParseInt: parsing / }, query)
  for (const query of ['sinceTime=yesterday', 'sinceTime=2026-11-21', 'sinceTime=2026-13-01T00:00:00Z'])
    t.throws(() => parse(query), { code: 400, message: /RFC 3339/ }, query)
})

t.test('what makes no sense is a 422 with its causes', async (t) => {
  const causes = (query: string): unknown => {
    try {
      return parse(query)
    } catch (error) {
      return (error as { details?: { causes?: unknown } }).details?.causes
    }
  }
  t.throws(() => parse('tailLines=-1'), {
    code: 422,
    message: 'PodLogOptions "web" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    details: { name: 'web', kind: 'PodLogOptions' },
  })
  t.match(causes('limitBytes=0&sinceSeconds=0'), [
    { field: 'limitBytes', reason: 'FieldValueInvalid' },
    { field: 'sinceSeconds', reason: 'FieldValueInvalid' },
  ])
  t.match(causes('sinceSeconds=0&sinceTime=2026-11-21T10:00:00Z'), [
    { reason: 'FieldValueForbidden', message: /at most one of `sinceTime` or `sinceSeconds`/ },
  ])
  t.match(causes('stream=stdout'), [{ field: 'stream', reason: 'FieldValueNotSupported' }])
  t.match(causes('stream=Stdout'), [{ field: 'stream', reason: 'FieldValueForbidden', message: /one stream/ }])
  t.match(causes('stream=Stderr&tailLines=3'), [
    { message: /`tailLines` and specific `stream` are mutually exclusive/ },
  ])
})

import t from 'tap'
import { toWarningHeader } from '../../../apiserver/http/response/send.ts'

t.test('a warning is quoted, on one line, in bytes that a header may have', async (t) => {
  t.same(toWarningHeader(['unknown field "spec.x"']), ['299 - "unknown field \\"spec.x\\""'])
  t.same(toWarningHeader(['a\r\nSet-Cookie: b\\']), ['299 - "a Set-Cookie: b\\\\"'])
  t.same(toWarningHeader(['ü']), ['299 - "\u00c3\u00bc"'])
})

t.test('warnings are sent once, and only so many of them', async (t) => {
  t.equal(toWarningHeader(['a', 'a']).length, 1)
  const many = toWarningHeader(Array.from({ length: 1000 }, (_, i) => `${i}${'x'.repeat(1000)}`))
  t.ok(many.length > 3 && many.join().length <= 4096 + many.length, 'within four kilobytes')
})

import t from 'tap'
import {
  checkLabel,
  checkLabelValue,
  checkQualifiedName,
  checkSubdomain,
} from '../../../../apiserver/api/meta/names.ts'
import type { NameRule } from '../../../../apiserver/api/meta/names.ts'
import { growth } from '../../../support/growth.ts'

const rules: readonly { name: string; rule: NameRule; good: readonly string[]; bad: readonly string[] }[] = [
  {
    name: 'labels of RFC 1123',
    rule: checkLabel,
    good: ['a', '0', 'a-b', 'x'.repeat(63)],
    bad: ['', 'A', '-a', 'a-', 'a.b', 'a_b', 'x'.repeat(64), 'a\n', 'ä'],
  },
  {
    name: 'subdomains of RFC 1123',
    rule: checkSubdomain,
    good: ['a', 'a.b', 'edge-1.example.com', 'x'.repeat(253)],
    bad: ['', 'a..b', '.a', 'a.', 'a.-b', 'A.b', 'a/b', 'a:b', '..', '.', 'x'.repeat(254), 'a%2fb'],
  },
  {
    name: 'qualified names',
    rule: checkQualifiedName,
    good: ['a', 'A_b.c-d', 'example.com/a', `${'x'.repeat(253)}/${'y'.repeat(63)}`],
    bad: ['', '/a', 'a/', 'a/b/c', '_a', 'A.com/a', `a/${'y'.repeat(64)}`, `${'x'.repeat(254)}/a`, '__proto__'],
  },
  {
    name: 'values of labels',
    rule: checkLabelValue,
    good: ['', 'a', 'A_b.c-d', 'x'.repeat(63)],
    bad: [' ', '-a', 'a-', 'a b', 'a/b', 'x'.repeat(64)],
  },
]

for (const { name, rule, good, bad } of rules) {
  t.test(`${name} are what RFCs and Kubernetes say`, async (t) => {
    for (const value of good) t.equal(rule(value), undefined, value)
    for (const value of bad) t.type(rule(value), 'string', value)
  })

  t.test(`${name} are checked in a time that is at most in proportion to their length`, async (t) => {
    for (const unit of ['a', 'a-', 'a.', '-', '.']) {
      const grown = growth((length) => t.type(rule(`${unit.repeat(length)}!`), 'string'), { size: 60_000, factor: 16 })
      t.ok(grown < 64, `${unit} grows ${grown.toFixed(1)} times`)
    }
  })
}

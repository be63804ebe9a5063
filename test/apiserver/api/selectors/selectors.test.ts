import t from 'tap'
import { ApiError } from '../../../../apiserver/api/meta/errors.ts'
import { everything, parseSelector } from '../../../../apiserver/api/selectors/selectors.ts'
import type { KubeObject } from '../../../../apiserver/api/meta/object.ts'
import { growth } from '../../../support/growth.ts'

function object(name: string, labels?: Record<string, string>, namespace = 'default'): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, ...(labels && { labels }) } }
}

const objects = [
  object('none'),
  object('a', { app: 'web', tier: 'front', rank: '3' }),
  object('b', { app: 'db', tier: '', rank: '10' }),
  object('c', { app: 'web', 'example.com/x': 'y', in: 'notin', rank: 'x' }, 'other'),
]

function selected(labelSelector: string): string {
  const { matches } = parseSelector({ labelSelector })
  return objects
    .filter(matches)
    .map(({ metadata }) => metadata.name)
    .join(' ')
}

function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof ApiError) return `${error.code} ${error.message}`
    throw error
  }
  return 'accepted'
}

t.test('label selectors select what Kubernetes selects', async (t) => {
  const cases: Readonly<Record<string, string>> = {
    '': 'none a b c',
    '  ': 'none a b c',
    'app=web': 'a c',
    'app==web': 'a c',
    ' app = web , tier=front ': 'a',
    'app!=web': 'none b',
    'app in (web, db)': 'a b c',
    'app in(web),tier': 'a',
    'app notin (web)': 'none b',
    'app notin (web,db)': 'none',
    app: 'a b c',
    '!app': 'none',
    '! app': 'none',
    'tier=': 'b',
    'tier in (,front)': 'a b',
    'tier in (front,)': 'a b',
    'tier!=': 'none a c',
    'tier,tier!=front': 'b',
    'example.com/x=y': 'c',
    'in=notin': 'c',
    'in in (notin)': 'c',
    'rank>3': 'b',
    'rank<10': 'a',
    'rank>2,rank<5': 'a',
    toString: '',
    'constructor!=x': 'none a b c',
  }
  for (const [selector, names] of Object.entries(cases)) t.equal(selected(selector), names, selector)
})

t.test('label selectors that are none are 400 and say where', async (t) => {
  const cases: Readonly<Record<string, RegExp>> = {
    ',': /found ',', expected: !, identifier, or 'end of string'/,
    'a,': /found '', expected: identifier after ','/,
    'a,,b': /found ','/,
    'a b': /found 'b', expected: in, notin, =, ==, !=, gt, lt/,
    'a=b c': /found 'c', expected: ',' or 'end of string'/,
    'a in': /found '', expected: '\('/,
    'a in b': /found 'b', expected: '\('/,
    'a in (b': /found '', expected: ',' or '\)'/,
    'a in ()': /values set can't be empty/,
    'a in (b c)': /found 'c'/,
    '!': /expected: !, identifier/,
    '!a=b': /found '='/,
    '-a=b': /Invalid value: "-a"/,
    'a=-b': /Invalid value: "-b"/,
    'a in (ok,-b)': /Invalid value: "-b"/,
    'a>b': /must be an integer/,
    'a>': /must be an integer/,
    '=': /found '='/,
    'a===b': /found '='/,
    'a=!b': /found '!'/,
    '(': /found '\('/,
  }
  for (const [selector, message] of Object.entries(cases)) {
    const answer = refusal(() => parseSelector({ labelSelector: selector }))
    t.match(answer, /^400 unable to parse requirement: /, selector)
    t.match(answer, message, selector)
  }
})

t.test('field selectors select by name and namespace, and tell the exact ones', async (t) => {
  const selector = parseSelector({ fieldSelector: 'metadata.name=a,metadata.namespace==default' })
  t.equal(selector.name, 'a')
  t.equal(selector.namespace, 'default')
  t.same(
    objects.filter(selector.matches).map(({ metadata }) => metadata.name),
    ['a'],
  )
  const others = parseSelector({ fieldSelector: ' metadata.name != a ,' })
  t.equal(others.name, undefined)
  t.equal(objects.filter(others.matches).length, 3)
  t.equal(objects.filter(parseSelector({ fieldSelector: 'metadata.name=a,metadata.name=b' }).matches).length, 0)
})

t.test('a field that has no label is 400, one that the caller knows is not', async (t) => {
  const source = { fieldSelector: 'spec.nodeName=n', fields: { 'spec.nodeName': () => 'n' } }
  t.equal(objects.filter(parseSelector(source).matches).length, 4)
  for (const field of ['spec.nodeName', 'metadata.labels', 'toString', '__proto__']) {
    t.equal(
      refusal(() => parseSelector({ fieldSelector: `${field}=x` })),
      `400 field label not supported: ${field}`,
    )
  }
})

t.test('values of field selectors have escapes', async (t) => {
  const fields = { f: () => 'a,b=c\\' }
  t.ok(parseSelector({ fieldSelector: 'f=a\\,b\\=c\\\\', fields }).matches(object('x')))
  for (const bad of ['metadata.name', 'metadata.name=a=b', 'metadata.name=a\\b', 'metadata.name=a\\', '=']) {
    t.match(
      refusal(() => parseSelector({ fieldSelector: bad })),
      /^400 (invalid selector|field label not supported)/,
      bad,
    )
  }
})

t.test('a selector of a thousand requirements is taken, of more is not', async (t) => {
  const labelSelector = Array.from({ length: 1000 }, (_, index) => `!k${index}`).join()
  t.ok(parseSelector({ labelSelector }).matches(object('x')))
  t.match(
    refusal(() => parseSelector({ labelSelector: `${labelSelector},!a` })),
    /^400 .*more than 1000/,
  )
})

t.test('no selector selects everything', async (t) => {
  t.equal(parseSelector({}), everything)
  t.equal(parseSelector({ labelSelector: '', fieldSelector: '' }), everything)
  t.ok(everything.empty && everything.matches(object('x')))
})

t.test('hostile selectors end soon, and with an answer that is short', async (t) => {
  for (const unit of ['(', 'a,', 'a in (', '!', 'a=', ' ', '=', '\\', ',', 'é', '\0']) {
    const parse = (length: number): void => {
      const text = unit.repeat(length)
      for (const source of [{ labelSelector: text }, { fieldSelector: text }]) {
        t.ok(refusal(() => parseSelector(source)).length < 3000)
      }
    }
    t.ok(growth(parse, { size: 20_000, factor: 16 }) < 64, unit)
  }
})

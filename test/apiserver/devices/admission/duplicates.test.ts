import t from 'tap'
import { Duplicates } from '../../../../apiserver/devices/admission/duplicates.ts'

function create() {
  const clock = { now: 1_000_000 }
  const duplicates = new Duplicates({ now: () => clock.now, alternations: 3, backoffMs: 60_000 })
  let current = 'a'
  const arrive = (newcomer: string) => {
    const verdict = duplicates.judge('uid', { current, newcomer })
    if (verdict === 'replace') current = newcomer
    return verdict
  }
  return { clock, duplicates, arrive }
}

t.test('three changes within a minute make a duplicate', async (t) => {
  const { duplicates, arrive } = create()
  t.same([arrive('b'), arrive('a'), arrive('b')], ['replace', 'replace', 'refuse'])
  t.ok(duplicates.isDuplicate('uid'))
  t.equal(arrive('a'), 'replace', 'the one that is connected may come back')
  t.equal(arrive('b'), 'refuse')
})

t.test('slow changes are no duplicate, and neither is one instance that reconnects', async (t) => {
  const { clock, duplicates, arrive } = create()
  for (const instance of ['b', 'a', 'b', 'a', 'b']) {
    t.equal(arrive(instance), 'replace')
    clock.now += 31_000
  }
  for (let count = 0; count < 10; count++) t.equal(arrive('b'), 'replace')
  t.notOk(duplicates.isDuplicate('uid'))
})

t.test('after the backoff a newcomer may try again, and calm ends it', async (t) => {
  const { clock, duplicates, arrive } = create()
  for (const instance of ['b', 'a', 'b']) arrive(instance)
  clock.now += 60_000
  t.equal(arrive('b'), 'replace')
  t.same(duplicates.sweep(), [], 'not yet calm')
  clock.now += 120_001
  t.same(duplicates.sweep(), ['uid'])
  t.notOk(duplicates.isDuplicate('uid'))
})

import t from 'tap'
import { SortedIndex } from '../../../../apiserver/storage/cache/contents.ts'
import { compareKeys } from '../../../../apiserver/storage/keys.ts'
import { seededRandom } from '../../../support/random.ts'

interface Item {
  key: string
  value: number
}

const keys = (items: readonly Item[]): string[] => items.map(({ key }) => key)

t.test('lists agree with sorting everything, whatever was set and removed in between', async (t) => {
  const index = new SortedIndex<Item>([])
  const all = new Map<string, Item>()
  const { below: random } = seededRandom(t)
  for (let step = 0; step < 6000; step++) {
    const key = `r/${'abc-'[random(4)]}${random(3)}/${random(200)}`
    const item = random(3) === 0 ? undefined : { key, value: step }
    index.set(key, item)
    if (item) all.set(key, item)
    else all.delete(key)
    if (step % 500 !== 0) continue
    for (const prefix of ['', 'r/', 'r/a1/', 'r/-2/', 'r/b', 'r/c0/1', 'none/']) {
      const expected = [...all.values()].filter(({ key }) => key.startsWith(prefix))
      expected.sort((a, b) => compareKeys(a.key, b.key))
      t.same(index.list(prefix), expected, `${prefix} after ${step}`)
    }
  }
})

t.test('a list is the same array until something in it changes, and never changes itself', async (t) => {
  const index = new SortedIndex<Item>([])
  for (const key of ['r/a/1', 'r/a/2', 'r/b/1']) index.set(key, { key, value: 0 })
  const a = index.list('r/a/')
  const b = index.list('r/b/')
  t.equal(index.list('r/a/'), a)
  index.set('r/a/3', { key: 'r/a/3', value: 0 })
  index.set('r/a/1', undefined)
  t.same(keys(a), ['r/a/1', 'r/a/2'])
  t.same(keys(index.list('r/a/')), ['r/a/2', 'r/a/3'])
  t.equal(index.list('r/b/'), b)
})

t.test('more prefixes than are remembered are listed correctly all the same', async (t) => {
  const index = new SortedIndex<Item>([])
  const prefixes = Array.from({ length: 5000 }, (_, n) => `r/${String(n).padStart(4, '0')}/`)
  for (const prefix of prefixes) index.set(`${prefix}x`, { key: `${prefix}x`, value: 0 })
  for (const prefix of prefixes) index.list(prefix)
  for (const prefix of prefixes) index.set(`${prefix}y`, { key: `${prefix}y`, value: 0 })
  for (const prefix of prefixes) {
    if (index.list(prefix).length !== 2) t.fail(prefix)
  }
  t.equal(index.list('r/').length, 10_000)
})

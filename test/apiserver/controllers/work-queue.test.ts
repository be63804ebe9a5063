import t from 'tap'
import pino from 'pino'
import { WorkQueue } from '../../../apiserver/controllers/work-queue.ts'

const log = pino({ level: 'silent' })

/** A promise and what settles it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

t.test('what fails is tried again until it succeeds', async (t) => {
  const done = gate()
  let attempts = 0
  const sync = async (): Promise<void> => {
    attempts++
    if (attempts < 4) throw new Error('not yet')
    done.open()
  }
  const queue = new WorkQueue({ name: 'test', concurrency: 1, sync, log })
  t.teardown(() => queue.close())
  queue.add('a')
  await done.opened
  t.equal(attempts, 4)
})

t.test(
  'a key is in line once, is never worked on twice at a time, and is looked at again after a change',
  async (t) => {
    const [started, release, again] = [gate(), gate(), gate()]
    const calls: string[] = []
    let running = 0
    const sync = async (key: string): Promise<void> => {
      t.equal(++running, 1, 'alone')
      calls.push(key)
      if (calls.length === 1) {
        started.open()
        await release.opened
      } else again.open()
      running--
    }
    const queue = new WorkQueue({ name: 'test', concurrency: 8, sync, log })
    t.teardown(() => queue.close())
    queue.add('a')
    await started.opened
    for (let index = 0; index < 5; index++) queue.add('a')
    release.open()
    await again.opened
    await queue.close()
    t.strictSame(calls, ['a', 'a'])
  },
)

t.test('no more keys than allowed are worked on at once', async (t) => {
  let running = 0
  let most = 0
  const all = gate()
  let left = 20
  const sync = async (): Promise<void> => {
    most = Math.max(most, ++running)
    await new Promise(setImmediate)
    running--
    if (--left === 0) all.open()
  }
  const queue = new WorkQueue({ name: 'test', concurrency: 3, sync, log })
  t.teardown(() => queue.close())
  for (let index = 0; index < 20; index++) queue.add(String(index))
  await all.opened
  t.equal(most, 3)
})

t.test('closing drops what waits and waits for what runs', async (t) => {
  const [started, release] = [gate(), gate()]
  const calls: string[] = []
  const sync = async (key: string): Promise<void> => {
    calls.push(key)
    started.open()
    await release.opened
  }
  const queue = new WorkQueue({ name: 'test', concurrency: 1, sync, log })
  for (const key of ['a', 'b']) queue.add(key)
  await started.opened
  let closed = false
  const closing = Promise.all([queue.close(), queue.close()]).then(() => {
    closed = true
  })
  await new Promise(setImmediate)
  t.equal(closed, false)
  release.open()
  await closing
  queue.add('c')
  t.strictSame(calls, ['a'])
  await queue.close()
})

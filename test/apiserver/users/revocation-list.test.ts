import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { RevocationList } from '../../../apiserver/users/revocation-list.ts'

/** A list that is read often, and what it logged. */
async function open(t: Test, dir: string) {
  const errors: unknown[] = []
  const log = { info: () => {}, error: (...line: unknown[]) => void errors.push(line) }
  const list = await RevocationList.open({ dir, log, intervalMs: 10 })
  // The list keeps no process alive.
  const alive = setInterval(() => {}, 1000)
  t.teardown(() => {
    clearInterval(alive)
    list.close()
  })
  const next = () => new Promise<readonly string[]>((resolve) => list.onRevoked(resolve))
  return { list, errors, next }
}

t.test('what is revoked before and while it runs is known', async (t) => {
  const dir = join(t.testdir(), 'revoked')
  const first = await open(t, dir)
  const told = first.next()
  writeFileSync(join(dir, '.half-written.tmp'), '')
  writeFileSync(join(dir, '4f01'), '')
  t.strictSame(await told, ['4f01'])
  t.ok(first.list.has('4f01'))
  t.notOk(first.list.has('4f02'))
  t.ok((await open(t, dir)).list.has('4f01'))
})

t.test('nothing comes back when the directory goes, and that is said once', async (t) => {
  const dir = join(t.testdir({ revoked: { '4f01': '' } }), 'revoked')
  const { list, errors, next } = await open(t, dir)
  rmSync(dir, { recursive: true })
  while (errors.length === 0) await new Promise((resolve) => setImmediate(resolve))
  t.ok(list.has('4f01'))
  const told = next()
  t.match(errors, [[{ err: { message: /revoked cannot be read/ } }, /cannot read which users are revoked/]])
  mkdirSync(dir)
  writeFileSync(join(dir, '4f02'), '')
  t.strictSame(await told, ['4f02'])
  t.equal(errors.length, 1)
})

t.test('a server that cannot know who is revoked does not start', async (t) => {
  const dir = t.testdir({ revoked: 'a file' })
  await t.rejects(open(t, join(dir, 'revoked')), { message: /revoked/ })
})

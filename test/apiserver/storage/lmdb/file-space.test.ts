import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { FileSpace } from '../../../../apiserver/storage/lmdb/file-space.ts'

t.test('the file grows in steps, and only when it must', async (t) => {
  const path = join(t.testdir({ data: 'abc' }), 'data')
  const space = await FileSpace.open(path, { maxBytes: 4 * 1024 * 1024 })
  await space.reserve(3)
  t.equal((await stat(path)).size, 3)
  await space.reserve(1_500_000)
  t.equal((await stat(path)).size, 2 * 1024 * 1024)
  await t.rejects(space.reserve(5 * 1024 * 1024), { code: 'unavailable', message: new RegExp(path) })
  t.equal((await stat(path)).size, 2 * 1024 * 1024)
  await space.close()
})

t.test('a full disk is an error that names the file', async (t) => {
  const space = await FileSpace.open('/dev/full', { maxBytes: 1e9 })
  await t.rejects(space.reserve(1), { code: 'unavailable', message: /\/dev\/full.*ENOSPC/ })
  await space.close()
})

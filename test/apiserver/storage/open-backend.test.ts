import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openBackend } from '../../../apiserver/storage/open-backend.ts'
import { silentLog } from './fixtures/log.ts'

const log = silentLog

t.test('without a URL the store is a file in the state directory', async (t) => {
  const stateDir = join(t.testdir(), 'state')
  const backend = await openBackend({ stateDir, log })
  await backend.commit({ type: 'put', key: 'a', value: Buffer.from('1') })
  await backend.close()
  t.same((await readdir(stateDir)).sort(), ['store', 'store.json'])
  t.same((await readdir(join(stateDir, 'store'))).sort(), ['data.mdb', 'lock.mdb'])
})

t.test('lmdb: names a directory elsewhere, and the state directory is taken as well', async (t) => {
  const dir = t.testdir({ state: {} })
  const stateDir = join(dir, 'state')
  const backend = await openBackend({ url: `lmdb:${join(dir, 'elsewhere')}`, stateDir, log })
  await t.rejects(openBackend({ url: 'memory:', stateDir, log }), {
    code: 'unavailable',
    message: new RegExp(stateDir),
  })
  const other = { url: `lmdb:${join(dir, 'elsewhere')}`, stateDir: join(dir, 'other'), log }
  await t.rejects(openBackend(other), { code: 'unavailable', message: /elsewhere/ })
  await backend.close()
  t.same((await readdir(join(dir, 'elsewhere'))).sort(), ['data.mdb', 'lock.mdb'])
})

t.test('memory: keeps nothing, and keeps other servers out of the state directory', async (t) => {
  const stateDir = join(t.testdir(), 'state')
  const backend = await openBackend({ url: 'memory:', stateDir, log })
  await t.rejects(openBackend({ url: 'memory:', stateDir, log }), { message: new RegExp(stateDir) })
  await backend.commit({ type: 'put', key: 'a', value: Buffer.from('1') })
  await backend.close()
  const again = await openBackend({ url: 'memory:', stateDir, log })
  t.same((await again.list('')).items, [])
  await again.close()
})

t.test('a URL that is not known is named, with those that are', async (t) => {
  const stateDir = t.testdir()
  for (const url of ['etcd://127.0.0.1:2379', 'lmdb:', 'memory:x', '/var/lib/aranya', '']) {
    const message = new RegExp(`"${url}".*memory: or lmdb:PATH`)
    await t.rejects(openBackend({ url, stateDir, log }), { code: 'unavailable', message })
  }
  t.same(await readdir(stateDir), [])
})

import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openBackend } from '../../../apiserver/storage/open-backend.ts'
import { openWatchCache } from '../../../apiserver/storage/cache/cached-backend.ts'
import { createRegistry } from '../../../apiserver/registry/registry.ts'
import { admin, device, inDefault, mastersOnly, quietLog } from './fixtures.ts'
import { openRbac } from '../../../apiserver/auth/rbac/rbac-authorizer.ts'

t.test('what was acknowledged is there after a restart, under versions that go on', async (t) => {
  const stateDir = await mkdtemp(join(tmpdir(), `aranya-${randomUUID()}`))
  t.teardown(() => rm(stateDir, { recursive: true, force: true }))
  const open = async (): Promise<{
    cache: Awaited<ReturnType<typeof openWatchCache>>
    registry: Awaited<ReturnType<typeof createRegistry>>
  }> => {
    const cache = await openWatchCache(await openBackend({ stateDir, log: quietLog }), { log: quietLog })
    return { cache, registry: await createRegistry({ cache, authorizer: mastersOnly, guard: openRbac(cache).guard }) }
  }
  const first = await open()
  t.teardown(() => first.cache.close())
  const created = await first.registry.edgeDevices.create(inDefault, device('a'), admin)
  await first.cache.close()
  const second = await open()
  t.teardown(() => second.cache.close())
  t.strictSame(second.registry.edgeDevices.peek({ ...inDefault, name: 'a' })?.object, created.object)
  const next = await second.registry.edgeDevices.create(inDefault, device('b'), admin)
  t.ok(next.revision > created.revision)
  t.equal(second.registry.namespaces.peekAll().items.length, 1, 'the namespace default is made once')
})

import { Reader } from 'protobufjs/minimal.js'
import t from 'tap'
import { readMessage, texts } from '../../../../../apiserver/api/protobuf/fields.ts'
import { validateClusterRole, validateRole } from '../../../../../apiserver/api/kinds/rbac/validation.ts'
import { CauseCollector, maxCauses } from '../../../../../apiserver/api/schema/causes.ts'

t.test('a walk over many rules stops when no more is told', async (t) => {
  for (const validate of [validateRole, validateClusterRole]) {
    let looked = 0
    const bad = {
      get verbs(): string[] {
        looked += 1
        return []
      },
    }
    const out = new CauseCollector()
    validate(
      { apiVersion: 'v1', kind: 'Role', metadata: { name: 'r' }, rules: Array.from({ length: 10_000 }, () => bad) },
      out,
    )
    t.equal(out.causes.length, maxCauses)
    t.ok(looked <= maxCauses, `${looked} rules were looked at`)
  }
})

t.test('a list of protobuf has a bound', async (t) => {
  const read = (count: number) => {
    const bytes = Buffer.alloc(count * 2, Buffer.from([0x0a, 0]))
    return readMessage(Reader.create(bytes), bytes.length, { 1: texts('items') })
  }
  t.equal((read(100_000)['items'] as unknown[]).length, 100_000)
  t.throws(() => read(100_001), /more than 100000/)
})

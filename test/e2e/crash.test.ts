import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startAranya, startDevice, stateDirFor, phase, succeed } from '../support/aranya.ts'
import type { Aranya } from '../support/aranya.ts'
import { connectApi } from '../support/api.ts'

const rounds = process.env['ARANYA_TEST_FULL'] ? 10 : 4
const path = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices'

/**
 * Creates devices from many connections at once, and kills the server when `killAfter` of them are acknowledged, with others under
 * way. Returns what was acknowledged.
 */
async function createUntilGone(
  aranya: Aranya,
  names: Iterator<string>,
  killAfter: number,
): Promise<Map<string, number>> {
  const acknowledged = new Map<string, number>()
  const api = connectApi(aranya)
  const worker = async (): Promise<void> => {
    for (let next = names.next(); !next.done; next = names.next()) {
      const device = { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata: { name: next.value } }
      const created = await api.post<Created>(path, device).catch(() => undefined)
      if (!created) return
      acknowledged.set(next.value, Number(created.metadata.resourceVersion))
      if (acknowledged.size === killAfter) aranya.process.kill('SIGKILL')
    }
  }
  await Promise.all(Array.from({ length: 32 }, worker))
  api.close()
  return acknowledged
}

interface Created {
  readonly metadata: { readonly name: string; readonly resourceVersion: string }
}

function* namesOf(round: number, count: number): Generator<string> {
  for (let index = 0; index < count; index++) yield `r${round}-${index}`
}

async function revisions(aranya: Aranya): Promise<{ list: number; items: Map<string, number> }> {
  const { stdout } = await succeed(aranya.kubectl('get', '--raw', path))
  const list = JSON.parse(stdout.toString()) as { metadata: { resourceVersion: string }; items: Created[] }
  const items = new Map(list.items.map(({ metadata }) => [metadata.name, Number(metadata.resourceVersion)]))
  return { list: Number(list.metadata.resourceVersion), items }
}

t.test('what was acknowledged survives kill -9 in the middle of creates, again and again', async (t) => {
  const stateDir = stateDirFor(t)
  const acknowledged = new Map<string, number>()
  let highest = 0
  for (let round = 0; round < rounds; round++) {
    const aranya = await startAranya(t, { stateDir })
    const { list, items } = await revisions(aranya)
    const lost = [...acknowledged].filter(([name, revision]) => items.get(name) !== revision)
    t.strictSame(lost, [], `round ${round}: all ${acknowledged.size} are there`)
    t.ok(list >= Math.max(highest, ...acknowledged.values()), 'the revision did not go back')
    highest = list
    const killAfter = 1 + Math.floor(Math.random() * 500)
    const created = await createUntilGone(aranya, namesOf(round, 2000), killAfter)
    for (const [name, revision] of created) acknowledged.set(name, revision)
    await aranya.kill()
  }
})

t.test('after kill -9 of the server in the middle of 200 creates the agent is back without help', async (t) => {
  const aranya = await startAranya(t)
  await startDevice(t, aranya, 'edge-1')
  const acknowledged = await createUntilGone(aranya, namesOf(0, 200), 100)
  t.ok(acknowledged.size >= 100 && acknowledged.size < 200, `${acknowledged.size} of 200 were acknowledged`)
  await aranya.kill()
  const again = await startAranya(t, aranya)
  const { items } = await revisions(again)
  for (const [name, revision] of acknowledged) t.equal(items.get(name), revision, name)
  await phase(again, 'edge-1', 'Online')
  t.equal((await succeed(again.kubectl('exec', 'edge-1', '--', 'echo', 'hi'))).stdout.toString(), 'hi\n')
})

t.test('a create is synced to disk before it is answered', async (t) => {
  const trace = join(stateDirFor(t), 'trace')
  const wrapper = [
    'strace',
    // The tracer is a grandchild, so that signals reach the server.
    '-D',
    '-f',
    '-qq',
    '-ttt',
    '-e',
    'trace=fsync,fdatasync,msync,write,writev,pwrite64',
    '-s',
    '64',
    '-o',
    trace,
  ]
  const aranya = await startAranya(t, { wrapper })
  const before = syncs(trace).length
  await succeed(aranya.kubectl('create', 'namespace', 'synced'))
  t.ok(syncs(trace).length > before, 'a sync was seen by the time of the answer')
})

/** The lines of the trace in which data was synced, as they are at this moment. */
function syncs(trace: string): string[] {
  const lines = readFileSync(trace, 'utf8').split('\n')
  return lines.filter(
    (line) => /\b(fsync|fdatasync|msync)\(|<\.\.\. (fsync|fdatasync|msync) resumed>/.test(line) && / = 0/.test(line),
  )
}

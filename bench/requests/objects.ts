import { toRequest } from '../harness/http-client.ts'
import type { RequestParts } from '../harness/http-client.ts'
import type { Load } from '../harness/load.ts'
import type { Figure } from '../harness/rounds.ts'
import { alternate, judge } from '../harness/rounds.ts'
import { devicesPath, podsPath, toDevice, toPod } from '../harness/manifests.ts'
import type { Rivals } from './fastify-peer.ts'

export interface ObjectsOptions {
  readonly clients: number
  readonly objects: number
  readonly rounds: number
  readonly progress: (message: string) => void
}

const operations = ['create', 'get', 'patch', 'delete'] as const
/** Per second. */
type Rates = Readonly<Record<(typeof operations)[number], number>>

const device = 'bench-device'

/** Each operation once on each object, round by round. VirtualPods, for an EdgeDevice brings a second object with it. */
export async function measureObjects(rivals: Rivals, options: ObjectsOptions): Promise<readonly Figure[]> {
  const { clients, rounds, progress } = options
  progress(`create, get, patch and delete ${options.objects} objects, ${rounds} rounds`)
  const ours = await rivals.aranya.connect(clients)
  const peer = await rivals.fastify.connect(clients)
  await ours.perSecond([toRequest({ method: 'POST', path: devicesPath, body: toDevice(device) })])
  // What the server stores is more than it is sent: the peer stores as much.
  const stored = await storedPod(rivals)
  const names = Array.from({ length: options.objects }, (_, index) => `bench-${String(index).padStart(5, '0')}`)
  const results = await alternate<Rates>({
    rounds,
    ours: () => measureRates(ours, { names, collection: podsPath, toBody: (name) => toPod(name, device) }),
    peer: () =>
      measureRates(peer, { names, collection: '/objects', toBody: (name) => stored.replaceAll('bench-00000', name) }),
  })
  ours.close()
  peer.close()
  return operations.map((operation) =>
    judge(
      {
        name: `${operation}, ${clients} clients`,
        unit: '/s',
        better: 'more',
        peer: 'bare fastify on LMDB',
        budget: { of: 'ratio', limit: 0.5 },
      },
      { ours: results.ours.map((rates) => rates[operation]), peer: results.peer.map((rates) => rates[operation]) },
    ),
  )
}

async function storedPod({ aranya }: Rivals): Promise<string> {
  const load = await aranya.connect(1)
  const path = `${podsPath}/bench-00000`
  await load.perSecond([toRequest({ method: 'POST', path: podsPath, body: toPod('bench-00000', device) })])
  const { body } = await load.ask(toRequest({ method: 'GET', path }))
  await load.perSecond([toRequest({ method: 'DELETE', path })])
  load.close()
  return body.toString()
}

interface Work {
  readonly names: readonly string[]
  readonly collection: string
  readonly toBody: (name: string) => string
}

async function measureRates(load: Load, { names, collection, toBody }: Work): Promise<Rates> {
  const all = (toParts: (path: string, name: string) => RequestParts): Promise<number> =>
    load.perSecond(names.map((name) => toRequest(toParts(`${collection}/${name}`, name))))
  const contentType = 'application/merge-patch+json'
  const body = JSON.stringify({ metadata: { labels: { site: 'plant-b' } } })
  return {
    create: await all((_path, name) => ({ method: 'POST', path: collection, body: toBody(name) })),
    get: await all((path) => ({ method: 'GET', path })),
    patch: await all((path) => ({ method: 'PATCH', path, contentType, body })),
    delete: await all((path) => ({ method: 'DELETE', path })),
  }
}

import { toRequest } from '../harness/http-client.ts'
import type { Load } from '../harness/load.ts'
import type { Figure } from '../harness/rounds.ts'
import { compete } from '../harness/rounds.ts'
import { devicesPath, podsPath, toDevice, toPod } from '../harness/manifests.ts'
import type { Rivals, Served } from './fastify-peer.ts'

export interface ListsOptions {
  readonly objects: number
  readonly rounds: number
  readonly progress: (message: string) => void
}

/** A tenth of what kube-apiserver took for 3000 objects of a CRD. */
const forms = [
  { name: 'JSON', accept: 'application/json', limitMs: 7.7 },
  { name: 'Table', accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json', limitMs: 5.7 },
] as const

const device = 'list-device'

/** All objects in one answer, to one client, whole round trip. The peer sends the same bytes, made once. */
export async function measureLists(rivals: Rivals, options: ListsOptions): Promise<readonly Figure[]> {
  options.progress(`list ${options.objects} objects`)
  const ours = await rivals.aranya.connect(16)
  const peer = await rivals.fastify.connect(1)
  await createPods(ours, options.objects)
  const figures: Figure[] = []
  for (const { name, accept, limitMs } of forms) {
    const request = toRequest({ method: 'GET', path: podsPath, accept })
    const { body } = await ours.ask(request)
    const path = `/bytes/${name}`
    await rivals.helper.ask({ path, bytes: body } satisfies Served)
    const judgement = {
      name: `list ${options.objects} as ${name} (${(body.length / 1e6).toFixed(1)} MB)`,
      unit: 'ms',
      better: 'less',
      peer: 'bare fastify, same bytes ready',
      budget: { of: 'value', limit: limitMs, basis: '1/10 of kube-apiserver' },
    } as const
    const contestants = {
      rounds: options.rounds,
      ours: () => timeOf(ours, request),
      peer: () => timeOf(peer, toRequest({ method: 'GET', path })),
    }
    figures.push(await compete(judgement, contestants))
  }
  ours.close()
  peer.close()
  return figures
}

async function createPods(load: Load, count: number): Promise<void> {
  await load.perSecond([toRequest({ method: 'POST', path: devicesPath, body: toDevice(device) })])
  const names = Array.from({ length: count }, (_, index) => `list-${index}`)
  await load.perSecond(names.map((name) => toRequest({ method: 'POST', path: podsPath, body: toPod(name, device) })))
}

async function timeOf(load: Load, request: string): Promise<number> {
  const from = performance.now()
  await load.ask(request)
  return performance.now() - from
}

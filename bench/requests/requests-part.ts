import { startAranya } from '../../test/support/aranya.ts'
import { readKubeconfig } from '../../test/support/kubeconfig.ts'
import { Helper } from '../harness/helper.ts'
import { Load } from '../harness/load.ts'
import { sized } from '../harness/part.ts'
import type { Part, PartContext } from '../harness/part.ts'
import type { Figure } from '../harness/rounds.ts'
import { makeTlsMaterial } from '../harness/tls-material.ts'
import type { PeerOrder, Rivals } from './fastify-peer.ts'
import { measureLists } from './lists.ts'
import { measureObjects } from './objects.ts'

/** Single objects and long lists over HTTPS. */
export const requestsPart: Part = {
  name: 'requests',
  summary: 'create, get, patch, delete and list, against a bare fastify server on LMDB',
  run: measureRequests,
}

async function* measureRequests(context: PartContext): AsyncGenerator<Figure> {
  const rivals = await startRivals(context)
  yield* await measureObjects(rivals, {
    clients: 32,
    objects: sized(context.scale, { tiny: 40, default: 1500, full: 5000 }),
    rounds: sized(context.scale, { tiny: 1, default: 5, full: 9 }),
    progress: context.progress,
  })
  yield* await measureLists(rivals, {
    objects: sized(context.scale, { tiny: 50, default: 3000, full: 3000 }),
    rounds: sized(context.scale, { tiny: 1, default: 21, full: 61 }),
    progress: context.progress,
  })
}

async function startRivals({ workspace }: PartContext): Promise<Rivals> {
  const aranya = await startAranya(workspace)
  const dir = workspace.directory()
  const order: PeerOrder = { tls: await makeTlsMaterial(dir), dir }
  const { helper, answer } = await Helper.start({
    workspace,
    program: 'requests/fastify-peer',
    order,
  })
  const { port } = answer as { port: number }
  const host = '127.0.0.1'
  const { ca, cert, key } = readKubeconfig(aranya.kubeconfig)
  const { ca: peerCa, client } = order.tls
  const peerTls = { ca: peerCa, cert: client.chainPem, key: client.keyPem }
  return {
    aranya: { connect: (clients) => Load.open(clients, { host, port: aranya.port, ca, cert, key }) },
    fastify: { connect: (clients) => Load.open(clients, { host, port, ...peerTls }) },
    helper,
  }
}

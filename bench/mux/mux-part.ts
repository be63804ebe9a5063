import type { Readable, Writable } from 'node:stream'
import { Client, credentials } from '@grpc/grpc-js'
import { gatewayClientOptions } from '../../proto/transports/grpc/channel-options.ts'
import { gatewayService } from '../../proto/transports/grpc/service.ts'
import { toFrameTransport } from '../../proto/transports/grpc/transport.ts'
import type { Channel } from '../../proto/mux/channel.ts'
import { connectSession } from '../../proto/mux/handshake.ts'
import { compete, median } from '../harness/rounds.ts'
import type { Figure } from '../harness/rounds.ts'
import { Helper } from '../harness/helper.ts'
import { sized } from '../harness/part.ts'
import type { Part, PartContext } from '../harness/part.ts'
import { makeTlsMaterial } from '../harness/tls-material.ts'
import { pumpService } from './pump-service.ts'
import { countBytes, measureEchoes, sendBytes } from './work.ts'
import type { MuxServerOrder, Work } from './work.ts'

/** The agent's connection, from this process to a server's in another. */
export const muxPart: Part = {
  name: 'mux',
  summary: 'a channel of the agent’s connection, against a bare grpc-js stream with the same TLS',
  run: measureMux,
}

interface End {
  readonly readable: Readable
  readonly writable: Pick<Writable, 'write' | 'once'>
}

/** Both ways to one server. */
interface World {
  readonly ends: Readonly<Record<Work['over'], End>>
  readonly helper: Helper
}

const kib = 1024
const peer = 'bare grpc-js stream'

async function* measureMux(context: PartContext): AsyncGenerator<Figure> {
  const world = await connect(context)
  const bytes = sized(context.scale, { tiny: 1, default: 96, full: 512 }) * kib * kib
  for (const direction of ['up', 'down'] as const) {
    for (const messageBytes of [4 * kib, 16 * kib, 64 * kib])
      yield await measureThroughput(world, context, { kind: direction, bytes, messageBytes })
  }
  yield await measureRoundTrip(world, context)
}

async function connect({ workspace }: PartContext): Promise<World> {
  const tls = await makeTlsMaterial(workspace.directory())
  const order: MuxServerOrder = { tls }
  const { helper, answer } = await Helper.start({ workspace, program: 'mux/mux-server', order })
  const { port } = answer as { port: number }
  const { ca, client: own } = tls
  const channelCredentials = credentials.createSsl(Buffer.from(ca), Buffer.from(own.keyPem), Buffer.from(own.chainPem))
  const open = (): Client => {
    const options = { ...gatewayClientOptions, 'grpc.use_local_subchannel_pool': 1 }
    const client = new Client(`ipv4:127.0.0.1:${port}`, channelCredentials, options)
    workspace.teardown(() => client.close())
    return client
  }
  const { pump } = pumpService
  const bare = open().makeBidiStreamRequest(pump.path, pump.requestSerialize, pump.responseDeserialize)
  // It ends with the server's process.
  bare.on('error', () => {})
  // grpc-js sends no more than headers before the first message.
  await new Promise((resolve) => bare.write(new Uint8Array(1), resolve))
  return { ends: { mux: toEnd(await openChannel(open())), grpc: { readable: bare, writable: bare } }, helper }
}

async function openChannel(client: Client): Promise<Channel> {
  const { path, requestSerialize, responseDeserialize } = gatewayService.connect
  const transport = toFrameTransport(client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize))
  return new Promise((resolve, reject) => {
    connectSession({
      transport,
      hello: { epoch: 'bench-agent', instance: 'bench' },
      onOpen: (asked) => resolve(asked.accept()),
    }).catch(reject)
  })
}

function toEnd(channel: Channel): End {
  // It breaks with the server's process.
  const readable = channel.readable(0).on('error', () => {})
  return { readable, writable: channel.writable(0).on('error', () => {}) }
}

type Transfer = Pick<Work, 'kind' | 'bytes' | 'messageBytes'>

async function measureThroughput(world: World, { scale, progress }: PartContext, transfer: Transfer): Promise<Figure> {
  const name = `${transfer.messageBytes / kib} KiB messages ${transfer.kind === 'up' ? 'to' : 'from'} the server`
  progress(name)
  const judgement = { name, unit: 'MB/s', better: 'more', peer, budget: { of: 'ratio', limit: 0.7 } } as const
  return compete(judgement, {
    rounds: sized(scale, { tiny: 1, default: 7, full: 15 }),
    ours: () => megabytesPerSecond(world, 'mux', transfer),
    peer: () => megabytesPerSecond(world, 'grpc', transfer),
  })
}

async function megabytesPerSecond({ ends, helper }: World, over: Work['over'], transfer: Transfer): Promise<number> {
  const { readable, writable } = ends[over]
  const from = performance.now()
  const theirs = helper.ask({ over, ...transfer } satisfies Work)
  const ours = transfer.kind === 'up' ? sendBytes(writable, transfer) : countBytes(readable, transfer.bytes)
  await Promise.all([theirs, ours])
  return transfer.bytes / 1000 / (performance.now() - from)
}

async function measureRoundTrip(world: World, { scale, progress }: PartContext): Promise<Figure> {
  progress('round trips')
  const count = sized(scale, { tiny: 20, default: 1000, full: 5000 })
  const time = async (over: Work['over']): Promise<number> => {
    await world.helper.ask({ over, kind: 'echo', bytes: count * 64, messageBytes: 64 } satisfies Work)
    return median(await measureEchoes({ ...world.ends[over], count, messageBytes: 64 }))
  }
  const rounds = sized(scale, { tiny: 1, default: 7, full: 15 })
  return compete(
    { name: 'round trip of 64 bytes', unit: 'ms', better: 'less', peer },
    { rounds, ours: () => time('mux'), peer: () => time('grpc') },
  )
}

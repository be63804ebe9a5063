import { Server, ServerCredentials } from '@grpc/grpc-js'
import type { ServerDuplexStream } from '@grpc/grpc-js'
import { gatewayServerOptions, widenReceiveWindow } from '../../proto/transports/grpc/channel-options.ts'
import { gatewayService } from '../../proto/transports/grpc/service.ts'
import { toFrameTransport } from '../../proto/transports/grpc/transport.ts'
import type { Channel } from '../../proto/mux/channel.ts'
import { acceptSession } from '../../proto/mux/handshake.ts'
import type { MuxSession } from '../../proto/mux/session.ts'
import { answerMessages } from '../harness/helper.ts'
import { pumpService } from './pump-service.ts'
import { answerEchoes, countBytes, sendBytes } from './work.ts'
import type { MuxServerOrder, Work } from './work.ts'

type Call = ServerDuplexStream<Uint8Array, Uint8Array>

/** The gateway's side: one gRPC server with mutual TLS, whose connections carry the mux, or bare messages. */
class MuxServer {
  readonly #bare = new Later<Call>()
  readonly #channel = new Later<Channel>()

  async start({ tls }: MuxServerOrder): Promise<{ port: number }> {
    const server = new Server(gatewayServerOptions)
    server.addService(gatewayService, { connect: (call: Call) => void this.#accept(call) })
    server.addService(pumpService, { pump: (call: Call) => this.#acceptBare(call) })
    const pair = { private_key: Buffer.from(tls.server.keyPem), cert_chain: Buffer.from(tls.server.chainPem) }
    const credentials = ServerCredentials.createSsl(Buffer.from(tls.ca), [pair], true)
    return new Promise((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error ? reject(error) : resolve({ port })))
    })
  }

  /** Does the server's half of a round; resolves when it is over, or for echoes at once. */
  async work({ over, kind, bytes, messageBytes }: Work): Promise<void> {
    const bare = await this.#bare.promise
    const channel = await this.#channel.promise
    const ends = {
      mux: { readable: channel.readable(0), writable: channel.writable(0) },
      grpc: { readable: bare, writable: bare },
    }
    const { readable, writable } = ends[over]
    if (kind === 'up') return countBytes(readable, bytes)
    if (kind === 'down') return sendBytes(writable, { bytes, messageBytes })
    answerEchoes({ readable, writable, count: bytes / messageBytes })
  }

  #acceptBare(call: Call): void {
    // The same windows as the mux has: grpc-js' own would hold the peer back.
    widenReceiveWindow(call)
    this.#bare.resolve(call)
  }

  async #accept(call: Call): Promise<void> {
    widenReceiveWindow(call)
    const settings = { heartbeatMs: 30_000, resumeMs: 60_000 }
    const accepted = await acceptSession({
      transport: toFrameTransport(call),
      epoch: 'bench',
      admit: async () => settings,
    })
    if (accepted) this.#channel.resolve(await openChannel(accepted.session))
  }
}

class Later<T> {
  readonly promise: Promise<T>
  resolve: (value: T) => void = () => {}

  constructor() {
    this.promise = new Promise((resolve) => (this.resolve = resolve))
  }
}

function openChannel(session: MuxSession): Promise<Channel> {
  return session.open(new Uint8Array(0), new AbortController().signal)
}

const server = new MuxServer()
answerMessages(async (message: MuxServerOrder | Work) =>
  'tls' in message ? server.start(message) : server.work(message),
)

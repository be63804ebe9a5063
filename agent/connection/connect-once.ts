import { connectSession } from '../../proto/mux/handshake.ts'
import type { HelloProperties } from '../../proto/mux/handshake.ts'
import type { IncomingChannel } from '../../proto/mux/channel.ts'
import type { MuxSession } from '../../proto/mux/session.ts'
import { toFrameTransport } from '../../proto/transports/grpc/transport.ts'
import { GatewayClient } from '../transports/grpc/gateway-client.ts'
import { keepRenewed, renewCertificate } from './renewal.ts'
import type { Logger } from '../logging/log.ts'
import { readIdentity } from '../state/identity.ts'
import type { Identity } from '../state/identity.ts'
import type { StatePaths } from '../state/state-files.ts'
import type { AgentClock } from './clock.ts'
import type { Attempt } from './keep-connected.ts'
import { outcomeOfEnd, outcomeOfError } from './outcome.ts'

export interface ConnectOptions {
  readonly server: string
  readonly paths: StatePaths
  readonly hello: () => Promise<HelloProperties>
  readonly onOpen: (incoming: IncomingChannel) => void
  readonly clock: AgentClock
  readonly random: () => number
  readonly log: Logger
}

/** Connecting, TLS and the server's first frame together. */
const connectDeadlineMs = 20_000

/** Connects, serves until that ends, and says how it ended. Rejects only when `signal` aborted before there was a session. */
export async function connectOnce(options: ConnectOptions, signal: AbortSignal): Promise<Attempt> {
  let client: GatewayClient | undefined
  try {
    const identity = await usableIdentity(options, signal)
    client = new GatewayClient({ server: options.server, ca: identity.ca, identity })
    return await serve(client, identity, { options, signal })
  } catch (error) {
    signal.throwIfAborted()
    return { outcome: outcomeOfError(error, options.server), connectedMs: 0 }
  } finally {
    client?.close()
  }
}

/** TLS shows no expired certificate to the server: renew it first, by the key alone. */
async function usableIdentity(options: ConnectOptions, signal: AbortSignal): Promise<Identity> {
  const { server, paths, clock } = options
  const identity = await readIdentity(paths)
  if (clock.wallMs() < identity.validity.notAfterMs) return identity
  const client = new GatewayClient({ server, ca: identity.ca })
  try {
    return await renewCertificate(client, identity, { ...options, signal })
  } finally {
    client.close()
  }
}

interface Circumstances {
  readonly options: ConnectOptions
  readonly signal: AbortSignal
}

async function serve(client: GatewayClient, identity: Identity, { options, signal }: Circumstances): Promise<Attempt> {
  const { server, clock, log } = options
  const session = await openSession(client, { options, signal })
  const since = clock.now()
  log.info({ server }, 'connected')
  const over = new AbortController()
  const stop = (): void => void session.close({ code: 'shutting-down', message: 'the agent is stopping' })
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const renewing = keepRenewed(client, identity, { ...options, signal: over.signal })
  const end = await session.closed
  signal.removeEventListener('abort', stop)
  over.abort()
  await renewing
  return { outcome: outcomeOfEnd(end, server), connectedMs: clock.now() - since }
}

async function openSession(client: GatewayClient, { options, signal }: Circumstances): Promise<MuxSession> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(connectDeadlineMs)])
  const hello = await options.hello()
  const transport = toFrameTransport(client.connect(), () => client.probe())
  const { session } = await connectSession({ transport, hello, onOpen: options.onOpen, signal: deadline })
  return session
}

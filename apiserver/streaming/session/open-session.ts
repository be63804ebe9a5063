import type { Logger } from 'pino'
import type { Channel } from '../../../proto/mux/channel.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import { ClientSocket } from './client-socket.ts'
import type { ConnectRequest } from './connector.ts'

export interface ConnectClientOptions<Streams> {
  readonly request: ConnectRequest
  /** A dialect agreed on; `accept` answers 101, and rejects when the client does not follow up. */
  readonly offer: { accept(head: Buffer): Promise<Streams> }
  readonly log: Logger
  /** Resolves with the agent's yes; rejects with ApiError. */
  readonly openChannel: (signal: AbortSignal) => Promise<Channel>
}

/** Both ends of a session. Nothing runs yet. */
export interface ConnectedClient<Streams> {
  readonly channel: Channel
  readonly streams: Streams
}

/**
 * Asks the device, then answers the client 101 and waits for its streams. Rejects with the device's ApiError while
 * the client can still be told. Undefined when the client went away: the device has been told, and nothing ran.
 */
export async function connectClient<Streams>(
  options: ConnectClientOptions<Streams>,
): Promise<ConnectedClient<Streams> | undefined> {
  const { request, log } = options
  if (!request.upgrade) throw new TypeError('a request without an upgrade was negotiated')
  const { socket, head } = request.upgrade
  const client = new ClientSocket({ socket, head, signal: request.signal })
  const channel = await openChannel(options, client)
  const early = client.release()
  try {
    client.signal.throwIfAborted()
    return { channel, streams: await acceptStreams(options, early) }
  } catch (err) {
    log.info({ err }, 'client gone before its session began')
    channel.reset(new MuxError('cancelled', 'the client is gone', { cause: err }))
    socket.destroy()
    return undefined
  }
}

async function openChannel(
  { openChannel: open }: Pick<ConnectClientOptions<unknown>, 'openChannel'>,
  client: ClientSocket,
): Promise<Channel> {
  try {
    return await open(client.signal)
  } catch (error) {
    client.release()
    throw error
  }
}

async function acceptStreams<Streams>(
  { request, offer }: ConnectClientOptions<Streams>,
  head: Buffer,
): Promise<Streams> {
  const drop = (): void => void request.upgrade?.socket.destroy()
  request.signal.addEventListener('abort', drop, { once: true })
  try {
    return await offer.accept(head)
  } finally {
    request.signal.removeEventListener('abort', drop)
  }
}

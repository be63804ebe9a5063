import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { Channel } from '../../../proto/mux/channel.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import type { ConnectRequest } from './connector.ts'

interface ConnectClientOptions<Streams> {
  readonly request: ConnectRequest
  /** A dialect agreed on; `accept` answers 101, and rejects when the client does not follow up. */
  readonly offer: { accept(head: Buffer): Promise<Streams> }
  readonly log: Logger
  /** Resolves with the agent's yes; rejects with ApiError. */
  readonly openChannel: (signal: AbortSignal) => Promise<Channel>
}

/** Both ends of a session. Nothing runs yet. */
interface ConnectedClient<Streams> {
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

/** More than this before our 101 is no client's; it waits in the kernel. */
const maxEarlyBytes = 64 * 1024

/**
 * Watches a client's socket between its request and our 101, while the device is asked: a socket that nobody
 * reads does not tell that its client is gone.
 */
class ClientSocket {
  /** Aborts when the client is gone, or when the signal that it was made with does. */
  readonly signal: AbortSignal
  readonly #outer: AbortSignal
  readonly #socket: Duplex
  readonly #gone = new AbortController()
  readonly #early: Buffer[]
  #earlyBytes: number

  readonly #onData = (chunk: Buffer): void => {
    this.#early.push(chunk)
    this.#earlyBytes += chunk.length
    if (this.#earlyBytes > maxEarlyBytes) this.#socket.pause()
  }

  readonly #onGone = (): void => this.#gone.abort(new Error('the client is gone'))

  constructor(options: { socket: Duplex; head: Buffer; signal: AbortSignal }) {
    this.#socket = options.socket
    this.#early = [options.head]
    this.#earlyBytes = options.head.length
    this.signal = this.#gone.signal
    this.#outer = options.signal
    this.#outer.addEventListener('abort', this.#onGone, { once: true })
    if (this.#outer.aborted) this.#onGone()
    if (this.#socket.destroyed || this.#socket.readableEnded) this.#onGone()
    this.#socket.on('data', this.#onData)
    for (const event of ['end', 'close', 'error']) this.#socket.on(event, this.#onGone)
  }

  /** Stops watching; answers with what came so far. The socket is the caller's, paused. */
  release(): Buffer {
    this.#socket.pause()
    this.#outer.removeEventListener('abort', this.#onGone)
    this.#socket.off('data', this.#onData)
    for (const event of ['end', 'close', 'error']) this.#socket.off(event, this.#onGone)
    return Buffer.concat(this.#early)
  }
}

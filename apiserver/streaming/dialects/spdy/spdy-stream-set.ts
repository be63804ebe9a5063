import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex, Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { StreamClock, StreamLimits } from '../../session/limits.ts'
import type { Upgrade } from '../../session/connector.ts'
import type { ExitStatus } from '../../session/exit-status.ts'
import { ResizeDecoder, ResizeRelay } from '../common/resize-decoder.ts'
import { encodeExitStatus, streamProtocolNames, streamProtocolVersion } from '../common/stream-set.ts'
import type {
  StreamOffer,
  StreamOptions,
  StreamProtocolVersion,
  StreamSet,
  StreamSetEnd,
  TerminalSize,
} from '../common/stream-set.ts'
import { agreeOnSpdyProtocol, switchToSpdy } from './handshake.ts'
import { SpdyConnection } from './spdy-connection.ts'
import type { SpdyStream } from './spdy-stream.ts'

interface SpdyOfferOptions {
  readonly raw: IncomingMessage
  /** Gets the header that tells of the versions we speak, when the client's are none of them. */
  readonly response: ServerResponse
  readonly upgrade: Upgrade
  readonly streams: StreamOptions
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/** Agrees on a protocol version for a request with `Upgrade: SPDY/3.1`. Throws ApiError 400, 403. */
export function offerSpdy(options: SpdyOfferOptions): StreamOffer {
  const protocol = agreeOnSpdyProtocol({ ...options, supported: streamProtocolNames })
  const version = streamProtocolVersion(protocol)
  if (version === undefined) throw new TypeError(`${protocol} has no version`)
  return {
    dialect: `spdy/${protocol}`,
    accept: (head) => {
      switchToSpdy(options.upgrade, protocol)
      return openSpdyStreamSet({ ...options, socket: options.upgrade.socket, protocol, version, head })
    },
  }
}

interface SpdyStreamSetOptions {
  readonly socket: Duplex
  readonly head: Buffer
  readonly protocol: string
  readonly version: StreamProtocolVersion
  readonly streams: StreamOptions
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/** Waits for the client to create its streams. Rejects, with the connection dropped, when it does not. */
async function openSpdyStreamSet(options: SpdyStreamSetOptions): Promise<StreamSet> {
  const { socket, head, clock, limits } = options
  const collector = new StreamCollector(options)
  const connection = new SpdyConnection({ socket, head, clock, limits, onStream: (stream) => collector.add(stream) })
  try {
    const streams = await collector.wait(connection.closed)
    return new SpdyStreamSet(options, { connection, streams })
  } catch (error) {
    connection.destroy(error as Error)
    throw error
  }
}

/** A session's streams over SPDY. The error stream is ours alone to write. */
class SpdyStreamSet implements StreamSet {
  readonly dialect: string
  readonly stdin: Readable | undefined
  readonly stdout: Writable | undefined
  readonly stderr: Writable | undefined
  readonly closed: Promise<StreamSetEnd>
  readonly #connection: SpdyConnection
  readonly #streams: ReadonlyMap<string, SpdyStream>
  readonly #options: SpdyStreamSetOptions
  readonly #resizes = new ResizeRelay()
  #finishing: Promise<void> | undefined
  #finished = false
  #reason: string | undefined

  constructor(
    options: SpdyStreamSetOptions,
    opened: { connection: SpdyConnection; streams: ReadonlyMap<string, SpdyStream> },
  ) {
    this.#options = options
    this.#connection = opened.connection
    this.#streams = opened.streams
    this.dialect = `spdy/${options.protocol}`
    this.stdin = opened.streams.get('stdin')
    this.stdout = opened.streams.get('stdout')
    this.stderr = opened.streams.get('stderr')
    this.closed = this.#connection.closed.then((error) => this.#toEnd(error))
    // Nothing is to come on these, but their ends must be read for the streams to be over.
    for (const type of ['error', 'stdout', 'stderr']) opened.streams.get(type)?.resume()
    this.#readResizes(opened.streams.get('resize'))
  }

  onResize(listener: (size: TerminalSize) => void): void {
    this.#resizes.listen(listener)
  }

  finish(status: ExitStatus): Promise<void> {
    this.#finishing ??= this.#finish(status)
    return this.#finishing
  }

  abort(message: string): void {
    this.#reason ??= message
    this.#connection.destroy()
  }

  async #finish(status: ExitStatus): Promise<void> {
    await Promise.all([flushed(this.stdout), flushed(this.stderr)])
    this.#streams.get('error')?.end(encodeExitStatus(status, this.#options.version) ?? Buffer.alloc(0))
    this.#streams.get('resize')?.end()
    this.#discardInput()
    this.#finished = true
    this.#connection.goAway()
    // Clients close when they have the status. Closing first would cost those that are slow what they have not read yet.
    const cancel = this.#options.clock.schedule(() => this.#connection.destroy(), this.#options.limits.lingerMs)
    await this.#connection.closed
    cancel()
  }

  /** A client that goes on writing must still be read, or its close is never seen. */
  #discardInput(): void {
    const stdin = this.#streams.get('stdin')
    stdin?.end()
    stdin?.unpipe()
    stdin?.resume()
  }

  #readResizes(stream: SpdyStream | undefined): void {
    const decoder = new ResizeDecoder()
    stream?.on('data', (chunk: Buffer) => {
      // What has no terminal has no size.
      if (!this.#options.streams.tty) return
      for (const size of decoder.push(chunk)) this.#resizes.tell(size)
    })
  }

  #toEnd(error: Error | undefined): StreamSetEnd {
    if (this.#finished && !error) return { kind: 'finished', message: 'finished' }
    return { kind: 'lost', message: this.#reason ?? error?.message ?? 'the client closed the connection' }
  }
}

async function flushed(stream: Writable | undefined): Promise<void> {
  if (!stream || stream.destroyed) return
  stream.end()
  await finished(stream, { readable: false }).catch(() => {})
}

const streamTypes: ReadonlySet<string> = new Set(['error', 'stdin', 'stdout', 'stderr', 'resize'])

interface StreamCollectorOptions {
  readonly streams: StreamOptions
  readonly version: StreamProtocolVersion
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/**
 * Collects the streams of a remote command by their `streamType` header until all that the request asked for are
 * there. Clients create them one after the other, in no order that one could rely on.
 */
class StreamCollector {
  readonly #options: StreamCollectorOptions
  readonly #expected: readonly string[]
  readonly #streams = new Map<string, SpdyStream>()
  readonly #complete: Promise<void>
  #settleComplete: () => void = () => {}

  constructor(options: StreamCollectorOptions) {
    this.#options = options
    this.#expected = expectedTypes(options)
    this.#complete = new Promise((resolve) => {
      this.#settleComplete = resolve
    })
  }

  /** Takes a stream, or resets it when it is none of a remote command's or comes twice. */
  add(stream: SpdyStream): void {
    const type = stream.headers.get('streamtype') ?? ''
    if (!streamTypes.has(type) || this.#streams.has(type)) {
      stream.destroy()
      return
    }
    this.#streams.set(type, stream)
    stream.reply()
    if (this.#expected.every((expected) => this.#streams.has(expected))) this.#settleComplete()
  }

  /** The streams by type. Rejects when the deadline is over, or the connection is, before all are there. */
  async wait(closed: Promise<Error | undefined>): Promise<ReadonlyMap<string, SpdyStream>> {
    let cancel = (): void => {}
    const deadline = new Promise<never>((_resolve, reject) => {
      cancel = this.#options.clock.schedule(() => reject(this.#tooLate()), this.#options.limits.streamCreationMs)
    })
    const gone = closed.then((cause) => {
      throw new Error('the client closed the connection before its streams were there', { cause })
    })
    await Promise.race([this.#complete, deadline, gone]).finally(() => cancel())
    return this.#streams
  }

  #tooLate(): Error {
    const missing = this.#expected.filter((type) => !this.#streams.has(type))
    return new Error(`the client did not create its streams in time: ${missing.join(', ')}`)
  }
}

function expectedTypes({ streams, version }: StreamCollectorOptions): string[] {
  const resize = streams.tty && version >= 3
  const wanted = { error: true, ...pick(streams), resize }
  return Object.entries(wanted).flatMap(([type, isWanted]) => (isWanted ? [type] : []))
}

function pick({ stdin, stdout, stderr }: StreamOptions): Record<string, boolean> {
  return { stdin, stdout, stderr }
}

import type { Duplex, Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { StreamClock } from '../../session/clock.ts'
import type { ExitStatus } from '../../session/exit-status.ts'
import type { StreamLimits } from '../../session/limits.ts'
import { ResizeDecoder } from '../common/resize-decoder.ts'
import { ResizeRelay } from '../common/resize-relay.ts'
import type { StreamProtocolVersion } from '../common/stream-protocol.ts'
import { encodeExitStatus } from '../common/stream-protocol.ts'
import type { StreamOptions, StreamSet, StreamSetEnd, TerminalSize } from '../common/stream-set.ts'
import { SpdyConnection } from './spdy-connection.ts'
import type { SpdyStream } from './spdy-stream.ts'
import { StreamCollector } from './stream-collector.ts'

export interface SpdyStreamSetOptions {
  readonly socket: Duplex
  readonly head: Buffer
  readonly protocol: string
  readonly version: StreamProtocolVersion
  readonly streams: StreamOptions
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/** Waits for the client to create its streams. Rejects, with the connection dropped, when it does not. */
export async function openSpdyStreamSet(options: SpdyStreamSetOptions): Promise<StreamSet> {
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

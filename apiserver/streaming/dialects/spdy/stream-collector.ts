import type { StreamClock } from '../../session/clock.ts'
import type { StreamLimits } from '../../session/limits.ts'
import type { StreamProtocolVersion } from '../common/stream-protocol.ts'
import type { StreamOptions } from '../common/stream-set.ts'
import type { SpdyStream } from './spdy-stream.ts'

const streamTypes: ReadonlySet<string> = new Set(['error', 'stdin', 'stdout', 'stderr', 'resize'])

export interface StreamCollectorOptions {
  readonly streams: StreamOptions
  readonly version: StreamProtocolVersion
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/**
 * Collects the streams of a remote command by their `streamType` header until all that the request asked for are
 * there. Clients create them one after the other, in no order that one could rely on.
 */
export class StreamCollector {
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

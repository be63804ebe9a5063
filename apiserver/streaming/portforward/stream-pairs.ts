import type { StreamClock } from '../session/clock.ts'
import type { SpdyStream } from '../dialects/spdy/spdy-stream.ts'
import { parsePort } from './forward-options.ts'

/** Both streams of one connection. */
export interface StreamPair {
  readonly port: number
  readonly data: SpdyStream
  readonly error: SpdyStream
}

export interface StreamPairsOptions {
  readonly clock: StreamClock
  /** How long a stream may wait for the other one of its pair; then it is reset. */
  readonly pairingMs: number
  readonly onPair: (pair: StreamPair) => void
}

type StreamType = 'data' | 'error'

interface HalfPair {
  readonly type: StreamType
  readonly stream: SpdyStream
  readonly cancel: () => void
}

/** kubectl counts from 0. */
const maxRequestIdCharacters = 64

/**
 * Puts the streams of SPDY port-forwards together: each connection has an `error` and a `data` stream with the same
 * `requestID` header. Without that header, as from old clients, the error stream is the one just before the data
 * stream (k8s.io/kubelet, pkg/cri/streaming/portforward/httpstream.go requestID).
 */
export class StreamPairs {
  readonly #options: StreamPairsOptions
  readonly #halves = new Map<string, HalfPair>()

  constructor(options: StreamPairsOptions) {
    this.#options = options
  }

  /** Takes a stream, or resets it: it must say its type and port, and be the first of its type in its pair. */
  add(stream: SpdyStream): void {
    const type = toType(stream.headers.get('streamtype'))
    const port = parsePort(stream.headers.get('port'))
    const id = type && toRequestId(stream, type)
    if (type === undefined || port === undefined || id === undefined) return void stream.destroy()
    const half = this.#halves.get(id)
    if (half?.type === type) return void stream.destroy()
    stream.reply()
    if (half) this.#complete(id, half, stream)
    else this.#wait(id, type, stream)
  }

  /** Stops waiting; the streams are their connection's to end. */
  close(): void {
    for (const { cancel } of this.#halves.values()) cancel()
    this.#halves.clear()
  }

  #wait(id: string, type: StreamType, stream: SpdyStream): void {
    const cancelTimer = this.#options.clock.schedule(() => this.#drop(id, stream), this.#options.pairingMs)
    const onClose = (): void => this.#drop(id, stream)
    stream.once('close', onClose)
    const cancel = (): void => {
      cancelTimer()
      stream.off('close', onClose)
    }
    this.#halves.set(id, { type, stream, cancel })
  }

  #drop(id: string, stream: SpdyStream): void {
    this.#halves.get(id)?.cancel()
    this.#halves.delete(id)
    stream.destroy()
  }

  #complete(id: string, half: HalfPair, stream: SpdyStream): void {
    half.cancel()
    this.#halves.delete(id)
    const [data, error] = half.type === 'data' ? [half.stream, stream] : [stream, half.stream]
    const port = parsePort(data.headers.get('port'))
    if (port !== undefined) this.#options.onPair({ port, data, error })
  }
}

function toType(text: string | undefined): StreamType | undefined {
  return text === 'data' || text === 'error' ? text : undefined
}

function toRequestId(stream: SpdyStream, type: StreamType): string | undefined {
  const id = stream.headers.get('requestid')
  if (!id) return `stream ${type === 'error' ? stream.id : stream.id - 2}`
  return id.length <= maxRequestIdCharacters ? id : undefined
}

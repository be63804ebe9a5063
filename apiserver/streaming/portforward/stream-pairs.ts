import { ApiError } from '../../api/meta/errors.ts'
import type { SpdyStream } from '../dialects/spdy/spdy-stream.ts'
import type { StreamClock } from '../session/limits.ts'

/** Both streams of one connection. */
export interface StreamPair {
  readonly port: number
  readonly data: SpdyStream
  readonly error: SpdyStream
}

interface StreamPairsOptions {
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

/** What a client asks of portforward: core/v1 PodPortForwardOptions, as query parameters, and the host of our own. */
export interface ForwardOptions {
  /** Ports named beforehand, in order; empty when there are none, as with kubectl. */
  readonly ports: readonly number[]
  /** Absent: the device itself. */
  readonly host: string | undefined
}

const maxPort = 65_535
const maxHostCharacters = 253
const hostPattern = /^[A-Za-z0-9_.:%-]+$/

/** Throws ApiError 400. */
export function parseForwardOptions(query: URLSearchParams): ForwardOptions {
  return { ports: parsePorts(query), host: parseHost(query) }
}

/** A port in decimal digits; undefined for anything but 1 to 65535. */
function parsePort(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined
  const port = Number(text)
  return port >= 1 && port <= maxPort ? port : undefined
}

/** kube-apiserver has `ports`, the kubelet `port`; each may be repeated, or hold a list with commas. */
function parsePorts(query: URLSearchParams): number[] {
  const values = [...query.getAll('ports'), ...query.getAll('port')]
  return values
    .flatMap((value) => value.split(','))
    .map((text) => {
      const port = parsePort(text)
      if (port !== undefined) return port
      throw new ApiError('BadRequest', `${JSON.stringify(text)} is not a port: it must be between 1 and ${maxPort}`)
    })
}

function parseHost(query: URLSearchParams): string | undefined {
  const host = query.get('host')
  if (host === null || host === '') return undefined
  if (host.length <= maxHostCharacters && hostPattern.test(host)) return host
  throw new ApiError('BadRequest', `${JSON.stringify(host)} is not the name or address of a host`)
}

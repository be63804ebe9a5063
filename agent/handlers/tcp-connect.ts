import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { MuxError } from '../../proto/mux/errors.ts'
import type { MuxCode } from '../../proto/mux/errors.ts'

export interface TcpTarget {
  readonly port: number
  /** Undefined: this device, by its loopback. */
  readonly host: string | undefined
}

export interface TcpConnectOptions {
  readonly timeoutMs: number
  /** Aborts when the client gave up. */
  readonly signal: AbortSignal
}

/** What `localhost` may be, in the order in which the kubelet's runtimes try it. */
const loopback = ['127.0.0.1', '::1'] as const

const codes: Readonly<Record<string, MuxCode>> = {
  ECONNREFUSED: 'unavailable',
  EHOSTUNREACH: 'unavailable',
  ENETUNREACH: 'unavailable',
  ENOTFOUND: 'not-found',
  ETIMEDOUT: 'timeout',
}

/** A connection whose directions end each by itself. Rejects with MuxError that names the port. */
export async function connectTcp(target: TcpTarget, options: TcpConnectOptions): Promise<Socket> {
  const deadline = new Deadline(options)
  try {
    return await connectToAny(target.host === undefined ? loopback : [target.host], target.port, deadline.signal)
  } catch (error) {
    throw toMuxError(target, options, error)
  } finally {
    deadline.stop()
  }
}

class Deadline {
  readonly #abort = new AbortController()
  readonly #timer: NodeJS.Timeout
  readonly #outer: AbortSignal
  readonly #onGone = (): void => this.#abort.abort(new MuxError('cancelled', 'the client left'))

  constructor({ signal, timeoutMs }: TcpConnectOptions) {
    const late = new MuxError('timeout', `no answer within ${timeoutMs / 1000} s`)
    this.#timer = setTimeout(() => this.#abort.abort(late), timeoutMs)
    this.#outer = signal
    signal.addEventListener('abort', this.#onGone, { once: true })
    if (signal.aborted) this.#onGone()
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#outer.removeEventListener('abort', this.#onGone)
  }
}

/** The first that answers; of several errors the first, which is what people expect to read. */
async function connectToAny(hosts: readonly string[], port: number, signal: AbortSignal): Promise<Socket> {
  let error: unknown
  for (const host of hosts) {
    try {
      return await connectTo(host, port, signal)
    } catch (cause) {
      signal.throwIfAborted()
      error ??= cause
    }
  }
  throw error
}

function connectTo(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted()
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true })
  return new Promise((resolve, reject) => {
    const onAbort = (): void => void socket.destroy(signal.reason as Error)
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort)
      socket.off('connect', onConnect).off('error', onError)
    }
    const onConnect = (): void => {
      settle()
      resolve(socket)
    }
    const onError = (error: Error): void => {
      settle()
      reject(error)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('connect', onConnect).once('error', onError)
  })
}

function toMuxError({ port, host }: TcpTarget, { signal }: TcpConnectOptions, error: unknown): MuxError {
  const where = `port ${port}${host === undefined ? '' : ` of ${host}`}`
  if (error instanceof MuxError) return new MuxError(error.code, `${where}: ${error.message}`)
  const { code = '', message } = error as NodeJS.ErrnoException
  const muxCode = signal.aborted ? 'cancelled' : (codes[code] ?? 'internal')
  const why = code === 'ECONNREFUSED' ? 'connection refused' : code || message
  return new MuxError(muxCode, `${where}: ${why}`, { cause: error })
}

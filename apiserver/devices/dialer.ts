import type { AccessFunction } from '../api/edge-device.ts'
import { ApiError } from '../api/errors.ts'
import { MuxError } from '../../proto/mux/errors.ts'
import type { Channel } from '../../proto/mux/channel.ts'
import { encodeSessionRequest } from '../../proto/session-request.ts'
import type { SessionRequest } from '../../proto/session-request.ts'
import type { DeviceDialer, DeviceRef, StreamTarget } from '../streaming/device-dialer.ts'
import {
  accessDenied,
  clientGone,
  deviceGone,
  notConnected,
  openTimedOut,
  refusedByDevice,
  tooManySessions,
} from './dial-errors.ts'
import type { Directory, DeviceSession } from './directory.ts'
import { findDevice } from './lookup.ts'
import type { DeviceReader } from './lookup.ts'

export interface DialerOptions {
  readonly devices: DeviceReader
  readonly directory: Pick<Directory, 'get'>
  readonly sessionsPerDevice: number
  readonly openTimeoutMs: number
  /** Told of each session that was asked for. */
  readonly onResult?: (what: AccessFunction, error: unknown) => void
}

/** Opens channels to connected devices: checks what the EdgeDevice allows, and keeps to the limits. */
export class Dialer implements DeviceDialer {
  readonly #options: DialerOptions
  #sessions = 0

  constructor(options: DialerOptions) {
    this.#options = options
  }

  /** Sessions open, or being opened. */
  get sessions(): number {
    return this.#sessions
  }

  async open(target: StreamTarget, signal: AbortSignal): Promise<Channel> {
    const what = functionOf(target.request)
    try {
      const channel = await this.#open(target, what, signal)
      this.#options.onResult?.(what, undefined)
      return channel
    } catch (error) {
      this.#options.onResult?.(what, error)
      throw error
    }
  }

  async #open({ device, request }: StreamTarget, what: AccessFunction, signal: AbortSignal): Promise<Channel> {
    const session = this.#findSession(device, what)
    const { sessionsPerDevice } = this.#options
    if (session.channelCount >= sessionsPerDevice) throw tooManySessions(device, sessionsPerDevice)
    this.#sessions++
    const release = () => void this.#sessions--
    try {
      const channel = await this.#ask({ device, session, request }, signal)
      void channel.ended.finally(release)
      return channel
    } catch (error) {
      release()
      throw error
    }
  }

  #findSession(device: DeviceRef, what: AccessFunction): DeviceSession {
    const stored = findDevice(this.#options.devices, device)
    if (!stored) throw deviceGone(device)
    if (!stored.spec.access[what]) throw accessDenied(device, what)
    const connection = this.#options.directory.get(device.uid)
    if (!connection) throw notConnected(device, stored)
    return connection.session
  }

  async #ask({ device, session, request }: Question, signal: AbortSignal): Promise<Channel> {
    const { openTimeoutMs } = this.#options
    const deadline = startDeadline(signal, openTimeoutMs)
    try {
      return await session.open(encodeSessionRequest(request), deadline.signal)
    } catch (error) {
      if (signal.aborted) throw clientGone(device)
      if (deadline.signal.aborted) throw openTimedOut(device, openTimeoutMs)
      throw error instanceof MuxError ? refusedByDevice(device, error) : error
    } finally {
      deadline.stop()
    }
  }
}

/** Aborts with `signal`, or after `timeoutMs`, unless it is stopped: an open channel must not hear of either. */
function startDeadline(signal: AbortSignal, timeoutMs: number): { readonly signal: AbortSignal; stop(): void } {
  const abort = new AbortController()
  const onAbort = () => abort.abort(signal.reason)
  const timer = setTimeout(() => abort.abort(), timeoutMs)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  const stop = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
  return { signal: abort.signal, stop }
}

interface Question {
  readonly device: DeviceRef
  readonly session: DeviceSession
  readonly request: SessionRequest
}

/** Which switch of `spec.access` a request needs. */
function functionOf(request: SessionRequest): AccessFunction {
  if (request.exec) return 'exec'
  if (request.attach) return 'attach'
  if (request.log) return 'log'
  if (request.portForward) return 'portforward'
  if (request.hostShell) return 'hostshell'
  throw new ApiError('InternalError', 'a stream to a device must ask for something')
}

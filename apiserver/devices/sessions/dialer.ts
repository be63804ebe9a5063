import type { Channel } from '../../../proto/mux/channel.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import { encodeSessionRequest } from '../../../proto/sessions/session-request.ts'
import type { SessionRequest } from '../../../proto/sessions/session-request.ts'
import type { AccessFunction } from '../../api/kinds/edge-device/schema.ts'
import { ApiError } from '../../api/meta/errors.ts'
import type { DeviceDialer, DeviceRef, StreamTarget } from '../../streaming/session/device-dialer.ts'
import { findDevice } from '../store/edge-devices.ts'
import type { DeviceReader } from '../store/edge-devices.ts'
import {
  accessDenied,
  clientGone,
  deviceGone,
  deviceIsFull,
  notConnected,
  openTimedOut,
  refusedByDevice,
  shareIsFull,
} from './dial-errors.ts'
import type { DeviceSession, Directory } from './directory.ts'

export interface DialerOptions {
  readonly devices: DeviceReader
  readonly directory: Pick<Directory, 'get'>
  readonly sessionsPerDevice: number
  readonly connectionsPerDevice: number
  /** The share of either that one user may take, in percent. */
  readonly devicePercentPerUser: number
  readonly openTimeoutMs: number
  /** Called once for each session that was requested, and as `connect` for each connection of a port-forward. */
  readonly onResult?: (what: AccessFunction | 'connect', error: unknown) => void
}

/** Opens channels to connected devices: checks what the EdgeDevice allows, and enforces the limits. */
export class Dialer implements DeviceDialer {
  readonly #options: DialerOptions
  readonly #sessionPlaces: Places
  readonly #connectionPlaces: Places

  constructor(options: DialerOptions) {
    this.#options = options
    const { sessionsPerDevice, connectionsPerDevice, devicePercentPerUser: percentPerUser } = options
    this.#sessionPlaces = new Places({ maxPerDevice: sessionsPerDevice, percentPerUser })
    this.#connectionPlaces = new Places({ maxPerDevice: connectionsPerDevice, percentPerUser })
  }

  /** Sessions open or being opened. A port-forward is one session, however many connections it carries. */
  get sessions(): number {
    return this.#sessionPlaces.taken
  }

  /** Connections of port-forwards open or being opened. */
  get connections(): number {
    return this.#connectionPlaces.taken
  }

  async open(target: StreamTarget, signal: AbortSignal): Promise<Channel> {
    const what = functionOf(target.request)
    const counted = target.request.connect ? 'connect' : what
    try {
      const channel = await this.#open(target, what, signal)
      this.#options.onResult?.(counted, undefined)
      return channel
    } catch (error) {
      this.#options.onResult?.(counted, error)
      throw error
    }
  }

  async #open({ device, request }: StreamTarget, what: AccessFunction, signal: AbortSignal): Promise<Channel> {
    const session = this.#findSession(device, what)
    const release = this.#takePlace(device, request)
    try {
      const channel = await this.#ask({ device, session, request }, signal)
      void channel.ended.finally(release)
      return channel
    } catch (error) {
      release()
      throw error
    }
  }

  /** Returns a function that releases the place. */
  #takePlace(device: DeviceRef, request: SessionRequest): () => void {
    const isConnection = request.connect != null
    const places = isConnection ? this.#connectionPlaces : this.#sessionPlaces
    const user = request.user ?? ''
    const place = places.take({ uid: device.uid, user })
    if (typeof place === 'function') return place
    const what = isConnection ? 'forwarded connections' : 'sessions'
    throw place === 'by-all'
      ? deviceIsFull(device, `${places.maxPerDevice} ${what}`)
      : shareIsFull(device, { user, has: `${places.maxPerUser} of its ${places.maxPerDevice} ${what}` })
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

/** Aborts with `signal` or after `timeoutMs`, until it is stopped: neither may end a channel that is open. */
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
  if (request.portForward || request.connect) return 'portforward'
  if (request.hostShell) return 'hostshell'
  throw new ApiError('InternalError', 'the request names no target')
}

interface PlacesOptions {
  readonly maxPerDevice: number
  /** The share of a device's places that one user may take, in percent; at least one place. */
  readonly percentPerUser: number
}

/** Who takes a place, and on which device. */
interface PlaceOwner {
  /** Of the device. */
  readonly uid: string
  readonly user: string
}

/** Why no place is free: the device has none left, or this user has had their share. */
type PlacesTaken = 'by-all' | 'by-user'

/** Counts how many of something each device has, and how many of those each user has, up to a limit. */
class Places {
  readonly maxPerDevice: number
  readonly maxPerUser: number
  readonly #counts = new Map<string, number>()
  #taken = 0

  constructor({ maxPerDevice, percentPerUser }: PlacesOptions) {
    this.maxPerDevice = maxPerDevice
    this.maxPerUser = Math.max(1, Math.floor((maxPerDevice * percentPerUser) / 100))
  }

  /** On all devices together. */
  get taken(): number {
    return this.#taken
  }

  /** Takes a place. Returns a function that releases it, to be called once, or why no place is free. */
  take({ uid, user }: PlaceOwner): (() => void) | PlacesTaken {
    const share = JSON.stringify([uid, user])
    if (this.#count(uid) >= this.maxPerDevice) return 'by-all'
    if (this.#count(share) >= this.maxPerUser) return 'by-user'
    this.#add(uid, 1)
    this.#add(share, 1)
    this.#taken++
    return () => {
      this.#add(uid, -1)
      this.#add(share, -1)
      this.#taken--
    }
  }

  #count(key: string): number {
    return this.#counts.get(key) ?? 0
  }

  #add(key: string, change: 1 | -1): void {
    const count = this.#count(key) + change
    if (count > 0) this.#counts.set(key, count)
    else this.#counts.delete(key)
  }
}

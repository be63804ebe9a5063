import type { EdgeDevice, EdgeDeviceStatus } from '../../api/kinds/edge-device/schema.ts'
import type { DeviceRef } from '../../streaming/session/device-dialer.ts'
import type { MuxSettings } from '../../../proto/mux/limits.ts'
import type { Goodbye, MuxSession, SessionEnd } from '../../../proto/mux/session.ts'
import type { DeviceFacts } from './device-facts.ts'

/** What the directory and the dialer need of a mux session. */
export type DeviceSession = Pick<
  MuxSession,
  'open' | 'channelCount' | 'rttMs' | 'measured' | 'applySettings' | 'close' | 'closed'
>

/** By which transport a device is connected, as in `status.connection.method`. */
export type ConnectionMethod = NonNullable<EdgeDeviceStatus['connection']>['method']

/** A connected device. */
export interface Connection {
  readonly device: DeviceRef
  readonly session: DeviceSession
  /** Hash of the key that the device authenticated with. */
  readonly keyHash: string
  /** Distinguishes the agent's process from others with the same identity. */
  readonly agent: string
  readonly method: ConnectionMethod
  readonly remoteAddress: string
  /** Milliseconds since the epoch. */
  readonly sinceMs: number
  readonly facts: DeviceFacts
}

export interface DirectoryOptions {
  /** A device has a connection whose first round trip succeeded: its first, or one that replaces another. */
  readonly onConnected: (connection: Connection) => void
  /** A device lost its connection, and no other replaced it. */
  readonly onDisconnected: (connection: Connection, end: SessionEnd) => void
}

const replaced: Goodbye = { code: 'replaced', message: 'a newer connection of the same device took over' }

/** The connected devices. Each has one connection: the latest. */
export class Directory {
  readonly #options: DirectoryOptions
  readonly #connections = new Map<string, Connection>()
  readonly #settings = new Map<string, MuxSettings>()

  constructor(options: DirectoryOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#connections.size
  }

  get(uid: string): Connection | undefined {
    return this.#connections.get(uid)
  }

  all(): readonly Connection[] {
    return [...this.#connections.values()]
  }

  /** Adds a connection and ends the device's previous one. Resolves when the connection has ended. */
  async add(connection: Connection, settings: MuxSettings): Promise<SessionEnd> {
    const { uid } = connection.device
    const before = this.#connections.get(uid)
    this.#connections.set(uid, connection)
    this.#settings.set(uid, settings)
    if (before) void before.session.close(replaced)
    await connection.session.measured
    if (this.#connections.get(uid) === connection && connection.session.rttMs !== undefined)
      this.#options.onConnected(connection)
    const end = await connection.session.closed
    if (this.#connections.get(uid) === connection) {
      this.#connections.delete(uid)
      this.#settings.delete(uid)
      this.#options.onDisconnected(connection, end)
    }
    return end
  }

  /** Ends a device's connection if `matches` returns true for it. Resolves when it has ended. */
  async end(uid: string, goodbye: Goodbye, matches: (connection: Connection) => boolean = () => true): Promise<void> {
    const connection = this.#connections.get(uid)
    if (connection && matches(connection)) await connection.session.close(goodbye)
  }

  async endAll(goodbye: Goodbye): Promise<void> {
    await Promise.all(this.all().map(({ session }) => session.close(goodbye)))
  }

  /** Sends changed settings to a device, if it is connected. */
  applySettings(uid: string, settings: MuxSettings): void {
    const known = this.#settings.get(uid)
    if (!known || (known.heartbeatMs === settings.heartbeatMs && known.resumeMs === settings.resumeMs)) return
    this.#settings.set(uid, settings)
    this.#connections.get(uid)?.session.applySettings(settings)
  }
}

/** The session settings in `spec.connectivity`. */
export function settingsOf(device: EdgeDevice): MuxSettings {
  const { heartbeatSeconds, resumeSeconds } = device.spec.connectivity
  return { heartbeatMs: heartbeatSeconds * 1000, resumeMs: resumeSeconds * 1000 }
}

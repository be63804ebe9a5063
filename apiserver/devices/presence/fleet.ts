import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { SessionEnd } from '../../../proto/mux/session.ts'
import type { StoredObject } from '../../api/meta/object.ts'
import type { Selector } from '../../api/selectors/selectors.ts'
import type { ResourceStore } from '../../registry/resource-store.ts'
import type { DeviceRef } from '../../streaming/session/device-dialer.ts'
import type { Duplicates } from '../admission/duplicates.ts'
import type { Enroller } from '../enrolment/enroller.ts'
import type { Enrolment, Enrolments } from '../enrolment/enrolments.ts'
import type { Tokens } from '../enrolment/tokens.ts'
import { Directory, settingsOf } from '../sessions/directory.ts'
import type { Connection } from '../sessions/directory.ts'
import { describeDevice, findDevice, toEdgeDevice, toRef } from '../store/edge-devices.ts'
import type { DeviceReader } from '../store/edge-devices.ts'
import { offlineReason, serverRestarted } from './status.ts'
import type { Presence } from './presence.ts'

const deleted = { code: 'revoked', message: 'the EdgeDevice of this certificate was deleted' } as const
const enrolledAgain = { code: 'revoked', message: 'the EdgeDevice was enrolled again with another key' } as const
const duplicateMessage =
  'Two agents with the identity of this device keep replacing each other; is one disk a copy of the other?'

interface FleetOptions {
  readonly devices: Pick<ResourceStore, 'peek' | 'peekAll' | 'watch'>
  readonly presence: Pick<Presence, 'report' | 'flush'>
  readonly duplicates: Duplicates
  /** This server's name in `status.connection.server`. */
  readonly server: string
  readonly now: () => number
  readonly log: Logger
}

interface FleetRecords {
  readonly enroller: Enroller
  readonly tokens: Tokens
  readonly enrolments: Enrolments
  readonly sweepMs: number
}

/**
 * Keeps connections, stored EdgeDevices and enrolment records in agreement: reports which devices connect and disconnect, ends the
 * connections of deleted devices and deletes their records, and sweeps what was missed. Owns the directory.
 */
export class Fleet {
  readonly directory: Directory
  readonly #options: FleetOptions
  readonly #abort = new AbortController()
  readonly #stops: (() => void)[] = []
  #watching: Promise<void> | undefined

  constructor(options: FleetOptions) {
    this.#options = options
    this.directory = new Directory({
      onConnected: (connection) => this.#connected(connection),
      onDisconnected: (connection, end) => this.#disconnected(connection, end),
    })
  }

  /**
   * Sets devices to Offline that an earlier server left Online. To be called before agents can connect and clients can ask.
   * Resolves when that is stored, or after `timeoutMs`; it is then stored later.
   */
  async sweepAfterRestart(timeoutMs: number): Promise<void> {
    const { devices, presence, now } = this.#options
    const offline = { kind: 'offline', ...serverRestarted, sinceMs: now() } as const
    for (const device of findLeftOnline(devices)) presence.report(device, { presence: offline })
    await presence.flush(timeoutMs)
  }

  /** Starts to follow the EdgeDevices. To be called once, when agents can connect. */
  start(records: FleetRecords): void {
    const { devices, log } = this.#options
    const timer = setInterval(() => void this.#sweep(records), records.sweepMs).unref()
    this.#stops.push(() => clearInterval(timer))
    const watch = {
      devices,
      onDevice: (stored: StoredObject) => this.#changed(stored),
      onDeleted: (stored: StoredObject) => void this.#deleted(toRef(stored), records.enroller),
      onSynced: () => void this.#sweep(records),
      log,
    }
    this.#watching = watchDevices(watch, this.#abort.signal)
  }

  /** A device has a new certificate: ends connections with another key. */
  enrolled({ device, keyHash, serialNumber, notAfterMs }: Enrolment): void {
    this.#options.presence.report(device, { certificate: { serialNumber, notAfterMs } })
    void this.directory.end(device.uid, enrolledAgain, (connection) => connection.keyHash !== keyHash)
  }

  duplicated({ device }: Enrolment): void {
    this.#options.presence.report(device, { duplicate: duplicateMessage })
  }

  /** Stops following. Idempotent. */
  async close(): Promise<void> {
    this.#abort.abort()
    for (const stop of this.#stops.splice(0)) stop()
    await this.#watching
  }

  #connected({ device, facts, method, remoteAddress, sinceMs, session }: Connection): void {
    const { presence, duplicates, server } = this.#options
    presence.report(device, {
      presence: { kind: 'online', facts, method, remoteAddress, sinceMs, server, rttMs: session.rttMs },
      duplicate: duplicates.isDuplicate(device.uid) ? duplicateMessage : null,
    })
  }

  #disconnected({ device }: Connection, end: SessionEnd): void {
    const sinceMs = this.#options.now()
    this.#options.presence.report(device, { presence: { kind: 'offline', ...offlineReason(end), sinceMs } })
  }

  #changed(stored: StoredObject): void {
    const { uid } = toRef(stored)
    if (stored.object.metadata.deletionTimestamp !== undefined) void this.directory.end(uid, deleted)
    else this.directory.applySettings(uid, settingsOf(toEdgeDevice(stored)))
  }

  async #deleted(device: DeviceRef, enroller: Enroller): Promise<void> {
    this.#options.duplicates.forget(device.uid)
    void this.directory.end(device.uid, deleted)
    try {
      await enroller.forget(device)
    } catch (err) {
      // The next sweep deletes them; until then they are useless, because the device no longer exists.
      this.#options.log.warn(
        { device: describeDevice(device), err },
        'cannot delete the records of a deleted device; the next sweep tries again',
      )
    }
  }

  /** Ends connections and deletes records of devices that no longer exist, and deletes expired tokens. */
  async #sweep({ tokens, enrolments }: FleetRecords): Promise<void> {
    const { devices, duplicates, log } = this.#options
    const exists = (device: DeviceRef) => devices.peek(device)?.object.metadata.uid === device.uid
    for (const { device } of this.directory.all())
      if (!findDevice(devices, device)) void this.directory.end(device.uid, deleted)
    for (const uid of duplicates.sweep()) this.#calmed(uid)
    try {
      await tokens.sweep(exists)
      await enrolments.sweep(exists)
    } catch (err) {
      log.warn({ err }, 'cannot sweep old tokens and enrolments; the next sweep tries again')
    }
  }

  #calmed(uid: string): void {
    const connection = this.directory.get(uid)
    if (connection) this.#options.presence.report(connection.device, { duplicate: null })
  }
}

const retryMs = 1000
const everything: Selector = { empty: true, matches: () => true }

interface DeviceWatchOptions {
  readonly devices: Pick<ResourceStore, 'watch'>
  /** An EdgeDevice was added or changed. */
  readonly onDevice: (stored: StoredObject) => void
  readonly onDeleted: (stored: StoredObject) => void
  /** `onDevice` was called for all existing EdgeDevices; any other was deleted while nothing watched. */
  readonly onSynced: () => void
  readonly log: Logger
}

/** Watches the EdgeDevices until `signal` aborts, and restarts the watch when it fails. Never rejects. */
async function watchDevices(options: DeviceWatchOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await followOnce(options, signal)
    } catch (err) {
      if (!signal.aborted) options.log.warn({ err }, 'the watch of EdgeDevices failed; restarting it')
    }
    await delay(retryMs, undefined, { signal, ref: false }).catch(() => undefined)
  }
}

async function followOnce(options: DeviceWatchOptions, signal: AbortSignal): Promise<void> {
  const query = { selector: everything, sendInitialEvents: true, allowBookmarks: true }
  for await (const event of await options.devices.watch(query, signal)) {
    if (event.type === 'DELETED') options.onDeleted(event.item)
    else if (event.type !== 'BOOKMARK') options.onDevice(event.item)
    else if (event.initialEventsEnd) options.onSynced()
  }
}

/** Devices that are stored as Online. When the server starts none is: these were left behind by one that was killed. */
function findLeftOnline(devices: DeviceReader): readonly DeviceRef[] {
  return devices
    .peekAll()
    .items.filter((stored) => toEdgeDevice(stored).status.phase === 'Online')
    .map(toRef)
}

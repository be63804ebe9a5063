import type { Logger } from 'pino'
import type { EdgeDeviceStatus } from '../../api/kinds/edge-device/schema.ts'
import { ApiError } from '../../api/meta/errors.ts'
import type { KubeObject } from '../../api/meta/object.ts'
import type { ResourceStore } from '../../registry/resource-store.ts'
import { systemContext } from '../../registry/system-context.ts'
import type { DeviceRef } from '../../streaming/session/device-dialer.ts'
import { describeDevice } from '../store/edge-devices.ts'
import { applyReport } from './status.ts'
import type { StatusReport } from './status.ts'

const firstBackoffMs = 100
/** Concurrent writes: when ten thousand devices reconnect, the queue grows here and not in the store. */
const maxConcurrentWrites = 64

export interface PresenceOptions {
  readonly devices: Pick<ResourceStore, 'updateStatus'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly maxBackoffMs: number
  readonly log: Logger
}

interface Pending {
  readonly device: DeviceRef
  report: StatusReport
  attempts: number
}

/**
 * Writes reports to the status of devices. A report is kept until it is stored. Later reports of the same device are
 * merged into it, and writes of one device never overlap, so that the last report is stored last. Memory: one
 * entry for each device with something to write.
 */
export class Presence {
  readonly #options: PresenceOptions
  readonly #context = systemContext('presence')
  readonly #pending = new Map<string, Pending>()
  /** Devices to write now, in order. */
  readonly #queue = new Set<string>()
  readonly #writing = new Set<string>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #closed = false
  #onIdle: (() => void)[] = []

  constructor(options: PresenceOptions) {
    this.#options = options
  }

  /** Takes a report, and writes it until it is stored or the device no longer exists. */
  report(device: DeviceRef, report: StatusReport): void {
    if (this.#closed) return
    const pending = this.#pending.get(device.uid)
    if (pending) pending.report = { ...pending.report, ...report }
    else this.#pending.set(device.uid, { device, report, attempts: 0 })
    this.#enqueue(device.uid)
  }

  /** Resolves when nothing is left to write, or after `timeoutMs`. */
  async flush(timeoutMs: number): Promise<void> {
    if (this.#isIdle()) return
    let timer: NodeJS.Timeout | undefined
    const idle = new Promise<void>((resolve) => this.#onIdle.push(resolve))
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)))
    await Promise.race([idle, late])
    clearTimeout(timer)
  }

  /** Waits as `flush` does, then stops. Idempotent. */
  async close(timeoutMs: number): Promise<void> {
    await this.flush(timeoutMs)
    this.#closed = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.#queue.clear()
    this.#pending.clear()
  }

  #isIdle(): boolean {
    return this.#pending.size === 0 && this.#writing.size === 0
  }

  #enqueue(uid: string): void {
    // A device whose write failed waits for its backoff, even when new reports arrive.
    if (this.#timers.has(uid)) return
    this.#queue.add(uid)
    this.#pump()
  }

  #pump(): void {
    for (const uid of this.#queue) {
      if (this.#writing.size >= maxConcurrentWrites) return
      if (this.#writing.has(uid)) continue
      this.#queue.delete(uid)
      void this.#write(uid)
    }
  }

  async #write(uid: string): Promise<void> {
    const pending = this.#pending.get(uid)
    if (!pending) return
    this.#pending.delete(uid)
    this.#writing.add(uid)
    const again = await this.#store(pending)
    this.#writing.delete(uid)
    if (again && !this.#closed) this.#retry(pending)
    this.#pump()
    if (this.#isIdle()) for (const resolve of this.#onIdle.splice(0)) resolve()
  }

  /** Resolves to whether to try again. */
  async #store({ device, report, attempts }: Pending): Promise<boolean> {
    const { devices, now, log } = this.#options
    try {
      await devices.updateStatus(
        device,
        (current) => changeStatus(current, { device, report, nowMs: now() }),
        this.#context,
      )
      return false
    } catch (error) {
      if (error instanceof DeviceGone || (error instanceof ApiError && error.reason === 'NotFound')) return false
      const hopeless = error instanceof ApiError && (error.reason === 'Invalid' || error.reason === 'BadRequest')
      // Once per device: while the store is unavailable, every attempt fails.
      if (attempts === 0 || hopeless)
        log.error(
          { device: describeDevice(device), err: error, hopeless },
          hopeless ? 'cannot write the status of a device' : 'cannot write the status of a device; trying again',
        )
      return !hopeless
    }
  }

  #retry(failed: Pending): void {
    const { uid } = failed.device
    const newer = this.#pending.get(uid)
    const attempts = failed.attempts + 1
    this.#pending.set(uid, { device: failed.device, report: { ...failed.report, ...newer?.report }, attempts })
    this.#queue.delete(uid)
    const delayMs = Math.min(this.#options.maxBackoffMs, firstBackoffMs * 2 ** Math.min(attempts - 1, 16))
    const timer = setTimeout(() => {
      this.#timers.delete(uid)
      this.#enqueue(uid)
    }, delayMs)
    timer.unref()
    this.#timers.set(uid, timer)
  }
}

/** The device was deleted, or replaced by another of the same name. */
class DeviceGone extends Error {}

interface Change {
  readonly device: DeviceRef
  readonly report: StatusReport
  readonly nowMs: number
}

function changeStatus(current: Readonly<KubeObject>, { device, report, nowMs }: Change): KubeObject {
  if (current.metadata.uid !== device.uid) throw new DeviceGone()
  const status = (current.status ?? { phase: 'Pending' }) as EdgeDeviceStatus
  return { ...current, status: applyReport(status, report, nowMs) }
}

import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { StoredObject } from '../api/meta/object.ts'
import type { Selector } from '../api/selectors/selectors.ts'
import type { ResourceStore } from '../registry/resource-store.ts'

const retryMs = 1000
const everything: Selector = { empty: true, matches: () => true }

export interface DeviceWatchOptions {
  readonly devices: Pick<ResourceStore, 'watch'>
  /** An EdgeDevice is there, or changed. */
  readonly onDevice: (stored: StoredObject) => void
  readonly onDeleted: (stored: StoredObject) => void
  /** All EdgeDevices were told by `onDevice`: whatever is not among them was deleted unseen. */
  readonly onSynced: () => void
  readonly log: Logger
}

/** Follows the EdgeDevices until `signal` aborts, and begins anew when the watch breaks. Never rejects. */
export async function watchDevices(options: DeviceWatchOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await followOnce(options, signal)
    } catch (err) {
      if (!signal.aborted) options.log.warn({ err }, 'the watch of EdgeDevices broke; beginning anew')
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

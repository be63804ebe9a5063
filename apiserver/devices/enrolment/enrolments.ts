import type { Backend } from '../../storage/backend.ts'
import type { DeviceRef } from '../../streaming/session/device-dialer.ts'
import { Records } from '../store/records.ts'

/** Which key belongs to a device. Each device that ever enrolled has one record, under `internal/devices/UID`. */
export interface Enrolment {
  readonly device: DeviceRef
  /** `sha256:<hex>` over the SubjectPublicKeyInfo; certificates of other keys are revoked. */
  readonly keyHash: string
  /** Of the latest certificate. */
  readonly serialNumber: string
  /** Milliseconds since the epoch. */
  readonly notAfterMs: number
  /** The token that was used, until the device connects with its certificate. */
  readonly tokenId?: string
}

/** The stored enrolments. Methods throw StorageError. */
export class Enrolments {
  readonly #records: Records<Enrolment>

  constructor(backend: Backend) {
    this.#records = new Records(backend, 'internal/devices/')
  }

  async get(uid: string): Promise<Enrolment | undefined> {
    // The UID comes from the peer: anything else must not address another key of the store.
    if (!/^[0-9a-zA-Z-]{1,64}$/.test(uid)) return undefined
    return (await this.#records.get(uid))?.value
  }

  put(enrolment: Enrolment): Promise<void> {
    return this.#records.put(enrolment.device.uid, enrolment)
  }

  delete(uid: string): Promise<void> {
    return this.#records.delete(uid)
  }

  /** Deletes the records of devices that no longer exist. */
  async sweep(exists: (device: DeviceRef) => boolean): Promise<void> {
    for (const { id, value } of await this.#records.list()) if (!exists(value.device)) await this.#records.delete(id)
  }
}

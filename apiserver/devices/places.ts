export interface PlacesOptions {
  readonly maxPerDevice: number
  /** What one user may have of a device's, in percent; at least one place. */
  readonly percentPerUser: number
}

/** Whose the place is. */
export interface PlaceOwner {
  /** Of the device. */
  readonly uid: string
  readonly user: string
}

/** Why there is no place: nobody gets one of this device, or this user gets no more. */
export type PlacesTaken = 'by-all' | 'by-user'

/** Counts what each device has of something, up to a limit, and how much of it each user has. */
export class Places {
  readonly maxPerDevice: number
  readonly maxPerUser: number
  readonly #counts = new Map<string, number>()
  #taken = 0

  constructor({ maxPerDevice, percentPerUser }: PlacesOptions) {
    this.maxPerDevice = maxPerDevice
    this.maxPerUser = Math.max(1, Math.floor((maxPerDevice * percentPerUser) / 100))
  }

  /** Of all devices together. */
  get taken(): number {
    return this.#taken
  }

  /** Takes one; the answer gives it back, to be called once. */
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

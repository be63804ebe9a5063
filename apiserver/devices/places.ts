/** Counts what each device has of something, up to a limit. */
export class Places {
  readonly #maxPerDevice: number
  readonly #counts = new Map<string, number>()
  #taken = 0

  constructor(maxPerDevice: number) {
    this.#maxPerDevice = maxPerDevice
  }

  /** Of all devices together. */
  get taken(): number {
    return this.#taken
  }

  /** Takes one for the device; the answer gives it back, to be called once. Undefined when it has all it may have. */
  take(uid: string): (() => void) | undefined {
    const count = this.#counts.get(uid) ?? 0
    if (count >= this.#maxPerDevice) return undefined
    this.#counts.set(uid, count + 1)
    this.#taken++
    return () => this.#giveBack(uid)
  }

  #giveBack(uid: string): void {
    this.#taken--
    const count = (this.#counts.get(uid) ?? 1) - 1
    if (count > 0) this.#counts.set(uid, count)
    else this.#counts.delete(uid)
  }
}

/** Many values by key; forgets keys without values. */
export class StringIndex {
  readonly #sets = new Map<string, Set<string>>()

  add(key: string, value: string): void {
    const set = this.#sets.get(key)
    if (set === undefined) this.#sets.set(key, new Set([value]))
    else set.add(value)
  }

  remove(key: string, value: string): void {
    const set = this.#sets.get(key)
    if (set?.delete(value) && set.size === 0) this.#sets.delete(key)
  }

  /** A copy, so that the index may change while it is walked. */
  get(key: string): readonly string[] {
    return [...(this.#sets.get(key) ?? [])]
  }

  has(key: string): boolean {
    return this.#sets.has(key)
  }
}

const windowMs = 60_000
/** Agents that were remembered without need; the oldest go. */
const maxRemembered = 10_000

export interface DuplicatesOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Changes of the agent within a minute that make a duplicate. */
  readonly alternations: number
  /** How long a newcomer is sent away then, counted from the last attempt that made it so. */
  readonly backoffMs: number
}

interface Watched {
  /** When the agent changed, in the last minute. */
  changesMs: number[]
  /** 0 when it is no duplicate. */
  blockedUntilMs: number
  lastForeignMs: number
}

/**
 * Notices two agents that share one identity, such as a cloned disk: each replaces the other's connection as soon as it can.
 * Memory: one entry for each device whose agent changed lately.
 */
export class Duplicates {
  readonly #options: DuplicatesOptions
  readonly #watched = new Map<string, Watched>()

  constructor(options: DuplicatesOptions) {
    this.#options = options
  }

  /**
   * An agent wants to take the place of another connection of its device. `replace`: it may. `refuse`: two
   * agents keep replacing each other, and the one that is connected stays for now.
   */
  judge(
    uid: string,
    { current, newcomer }: { readonly current: string; readonly newcomer: string },
  ): 'replace' | 'refuse' {
    if (current === newcomer) return 'replace'
    const watched = this.#watch(uid)
    const now = this.#options.now()
    watched.lastForeignMs = now
    if (watched.blockedUntilMs > now) return 'refuse'
    watched.changesMs = [...watched.changesMs.filter((at) => at > now - windowMs), now]
    if (watched.changesMs.length < this.#options.alternations) return 'replace'
    watched.changesMs = []
    watched.blockedUntilMs = now + this.#options.backoffMs
    return 'refuse'
  }

  isDuplicate(uid: string): boolean {
    return (this.#watched.get(uid)?.blockedUntilMs ?? 0) > 0
  }

  /** Forgets what calmed down; the devices that are no duplicates any more. */
  sweep(): string[] {
    const calm = this.#options.now() - windowMs - this.#options.backoffMs
    const over = [...this.#watched].filter(([, { lastForeignMs }]) => lastForeignMs < calm)
    for (const [uid] of over) this.#watched.delete(uid)
    return over.filter(([, { blockedUntilMs }]) => blockedUntilMs > 0).map(([uid]) => uid)
  }

  forget(uid: string): void {
    this.#watched.delete(uid)
  }

  #watch(uid: string): Watched {
    const known = this.#watched.get(uid)
    if (known) return known
    const [oldest] = this.#watched.keys()
    if (oldest !== undefined && this.#watched.size >= maxRemembered) this.#watched.delete(oldest)
    const watched: Watched = { changesMs: [], blockedUntilMs: 0, lastForeignMs: 0 }
    this.#watched.set(uid, watched)
    return watched
  }
}

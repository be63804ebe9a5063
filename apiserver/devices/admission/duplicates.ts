const windowMs = 60_000
/** Devices that are watched at once; beyond, the oldest is forgotten. */
const maxRemembered = 10_000

export interface DuplicatesOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** How often the agent must change within a minute for its device to count as a duplicate. */
  readonly alternations: number
  /** How long newcomers are refused from then on. */
  readonly backoffMs: number
}

interface Watched {
  /** When the agent changed within the last minute. */
  changesMs: number[]
  /** 0 unless it is a duplicate. */
  blockedUntilMs: number
  lastForeignMs: number
}

/**
 * Detects two agents with one identity, as after cloning a disk: each keeps replacing the other's connection. Memory: one entry
 * for each device whose agent changed recently.
 */
export class Duplicates {
  readonly #options: DuplicatesOptions
  readonly #watched = new Map<string, Watched>()

  constructor(options: DuplicatesOptions) {
    this.#options = options
  }

  /**
   * Whether the agent `newcomer` may replace the connection of `current`. `refuse`: the two keep replacing each other,
   * and the connected one stays for now.
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

  /** Forgets devices whose agents no longer change. Returns those that were duplicates. */
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

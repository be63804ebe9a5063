import { setTimeout } from 'node:timers/promises'
import type { Logger } from '../logging/log.ts'
import { readProcesses } from './process-table.ts'
import type { ProcessEntry } from './process-table.ts'

/** A session of processes that the agent started; see setsid(2). */
export interface ProcessSession {
  /** The session's id, which was its first process' pid. */
  readonly sid: number
  /** When that process started, in clock ticks since boot; undefined where it cannot be known. */
  readonly startTime: number | undefined
}

export interface SessionReaperOptions {
  readonly log: Logger
  /** How long processes have after SIGHUP. */
  readonly hangupMs?: number
  /** When to give up on processes that even SIGKILL does not end: in uninterruptible sleep, or forking faster than we look. */
  readonly giveUpMs?: number
  /** How often to look. */
  readonly intervalMs?: number
}

interface Ending {
  readonly session: ProcessSession
  readonly since: number
  readonly hungUp: Set<number>
  readonly promise: Promise<void>
  readonly resolve: () => void
}

/**
 * Ends sessions: SIGHUP to every process group in them, SIGKILL to what is left after a grace, until none is.
 * Signals go to groups, which the kernel does at one stroke: a process cannot fork its way out of it. What
 * called setsid(2) itself has left the session, and lives on.
 */
export class SessionReaper {
  readonly #log: Logger
  readonly #hangupMs: number
  readonly #giveUpMs: number
  readonly #intervalMs: number
  readonly #endings = new Map<number, Ending>()
  #looking = false

  constructor(options: SessionReaperOptions) {
    this.#log = options.log
    this.#hangupMs = options.hangupMs ?? 1500
    this.#giveUpMs = options.giveUpMs ?? 15_000
    this.#intervalMs = options.intervalMs ?? 25
  }

  /** Resolves when no process of the session is left, or when it was given up; never rejects. */
  end(session: ProcessSession): Promise<void> {
    const known = this.#endings.get(session.sid)
    if (known) return known.promise
    const { promise, resolve } = withResolvers()
    this.#endings.set(session.sid, { session, since: performance.now(), hungUp: new Set(), promise, resolve })
    if (!this.#looking) void this.#look()
    return promise
  }

  /** One look at the process table serves all sessions that are ending. */
  async #look(): Promise<void> {
    this.#looking = true
    while (this.#endings.size > 0) {
      const waiting = [...this.#endings.values()]
      const processes = await readProcesses()
      for (const ending of waiting) this.#advance(ending, membersOf(ending.session, processes))
      if (this.#endings.size > 0) await setTimeout(this.#intervalMs)
    }
    this.#looking = false
  }

  #advance(ending: Ending, members: readonly ProcessEntry[]): void {
    const elapsedMs = performance.now() - ending.since
    if (members.length === 0) return this.#finish(ending)
    if (elapsedMs > this.#giveUpMs) {
      this.#log.warn({ session: ending.session.sid, pids: members.map(({ pid }) => pid) }, 'processes cannot be ended')
      return this.#finish(ending)
    }
    for (const group of new Set(members.map((member) => member.group))) {
      if (elapsedMs > this.#hangupMs) signalGroup(group, ['SIGKILL'])
      else if (!ending.hungUp.has(group)) signalGroup(group, ['SIGHUP', 'SIGCONT'])
      ending.hungUp.add(group)
    }
  }

  #finish(ending: Ending): void {
    this.#endings.delete(ending.session.sid)
    ending.resolve()
  }
}

/**
 * The kernel gives a session's number to no new process while the session has members. So a process of that number
 * which started at another time says that ours is gone, and that these are somebody else's.
 */
export function membersOf(session: ProcessSession, processes: readonly ProcessEntry[]): readonly ProcessEntry[] {
  const members = processes.filter((entry) => entry.session === session.sid)
  const first = members.find((entry) => entry.pid === session.sid)
  return first && session.startTime !== undefined && first.startTime !== session.startTime ? [] : members
}

function signalGroup(group: number, signals: readonly NodeJS.Signals[]): void {
  // 0 and 1 would mean our own group and every process there is.
  if (!(group > 1)) return
  for (const signal of signals) {
    try {
      process.kill(-group, signal)
    } catch {
      // Gone meanwhile; or another user's, which the next look finds again and gives up on.
    }
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((resolvePromise) => (resolve = resolvePromise))
  return { promise, resolve }
}

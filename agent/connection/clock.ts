import { setTimeout } from 'node:timers/promises'

/** Time as the agent sees it; tests bring their own. */
export interface AgentClock {
  /** Milliseconds since the epoch. */
  wallMs(): number
  /** Milliseconds, monotonic, from any origin. */
  now(): number
  /** Rejects with the signal's reason when it aborts first. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>
}

export const systemClock: AgentClock = {
  wallMs: () => Date.now(),
  now: () => performance.now(),
  sleep: async (delayMs, signal) => {
    await setTimeout(delayMs, undefined, { signal })
  },
}

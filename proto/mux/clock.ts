/** Time as a session sees it; tests bring their own. */
export interface MuxClock {
  /** Milliseconds, monotonic, from any origin. */
  now(): number
  /** Runs `task` once after `delayMs`; returns what takes it back. A waiting timer must not keep the process alive. */
  schedule(task: () => void, delayMs: number): () => void
  /** Runs `task` once the input at hand is worked off, so that many frames are answered together. */
  soon(task: () => void): void
}

export const systemClock: MuxClock = {
  now: () => performance.now(),
  schedule(task, delayMs) {
    const timer = setTimeout(task, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
  soon(task) {
    setImmediate(task)
  },
}

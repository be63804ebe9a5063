/** How far the two clocks may come apart before the wall's is right: it was set, or the machine slept. */
const toleranceMs = 1.5

/** The time in milliseconds since the epoch with a fraction, which `Date.now` does not have. */
export function wallClock(): () => number {
  let originMs = performance.timeOrigin
  return () => {
    const [elapsedMs, wallMs] = [performance.now(), Date.now()]
    if (Math.abs(originMs + elapsedMs - wallMs) > toleranceMs) originMs = wallMs - elapsedMs
    return originMs + elapsedMs
  }
}

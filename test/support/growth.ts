/**
 * How much more CPU time `run` takes for an input `factor` times as large: about `factor` where its work is linear, about its
 * square where it is quadratic. A ratio of this process's own CPU time, so that a slow or busy machine does not matter.
 * The smallest of three measurements each counts.
 */
export function growth(run: (size: number) => unknown, { size, factor }: { size: number; factor: number }): number {
  const cost = (n: number): number => Math.min(...[1, 2, 3].map(() => cpuTimeUs(() => run(n))))
  cost(size)
  return cost(size * factor) / Math.max(cost(size), 50)
}

function cpuTimeUs(run: () => unknown): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

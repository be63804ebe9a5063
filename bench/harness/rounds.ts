interface Contestants<T> {
  readonly rounds: number
  readonly ours: () => Promise<T>
  readonly peer: () => Promise<T>
}

/** What both did, round by round. */
interface Rounds<T> {
  readonly ours: readonly T[]
  readonly peer: readonly T[]
}

/**
 * Lets both do the same work, one after the other, each going first every other time: what else the machine does in
 * a round hits both. One more round before the others warms up, and is not counted.
 */
export async function alternate<T>({ rounds, ours, peer }: Contestants<T>): Promise<Rounds<T>> {
  const results = { ours: [] as T[], peer: [] as T[] }
  for (let round = 0; round <= rounds; round += 1) {
    const oursIsFirst = round % 2 === 0
    const first = await (oursIsFirst ? ours : peer)()
    const second = await (oursIsFirst ? peer : ours)()
    if (round === 0) continue
    results.ours.push(oursIsFirst ? first : second)
    results.peer.push(oursIsFirst ? second : first)
  }
  return results
}

interface Judgement {
  readonly name: string
  readonly unit: string
  readonly better: 'more' | 'less'
  /** What the peer is. */
  readonly peer: string
  readonly budget?: Budget
}

/** Medians of the rounds, and of their ratios. */
export function judge({ peer, ...judgement }: Judgement, rounds: Rounds<number>): Figure {
  const ratios = rounds.ours.map((value, index) => value / (rounds.peer[index] ?? NaN))
  const judged = judgement.budget?.of === 'value' ? rounds.ours : ratios
  return {
    ...judgement,
    ours: median(rounds.ours),
    peer: { what: peer, value: median(rounds.peer), ratio: median(ratios) },
    ...(judged.length > 2 && { spread: spread(judged) }),
  }
}

export async function compete(judgement: Judgement, contestants: Contestants<number>): Promise<Figure> {
  return judge(judgement, await alternate(contestants))
}

/** The value that `fraction` of all lie below; NaN of none. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * fraction
  const low = sorted[Math.floor(at)] ?? NaN
  const high = sorted[Math.ceil(at)] ?? NaN
  return low + (high - low) * (at - Math.floor(at))
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The interquartile range as part of the median. */
function spread(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / median(values)
}

/** One thing that was measured. */
export interface Figure {
  /** What is done, such as `create, 32 clients`. */
  readonly name: string
  /** Of `ours` and `peer`, such as `/s`, `ms`, `MB/s`. */
  readonly unit: string
  readonly better: 'more' | 'less'
  /** The median over the rounds. */
  readonly ours: number
  readonly peer?: Peer
  readonly budget?: Budget
  /** How far the rounds lay apart: the interquartile range of what is judged, as part of its median. Absent: one round. */
  readonly spread?: number
}

/** What does the same work in the same run. */
interface Peer {
  readonly what: string
  readonly value: number
  /** The median of ours / peer, round by round, so that a busy moment hits both. */
  readonly ratio: number
}

/** What the design asks for: of the ratio, or of the figure itself where there is no peer that could run here. */
interface Budget {
  readonly of: 'ratio' | 'value'
  readonly limit: number
  /** Where the limit comes from, when not from the design alone. */
  readonly basis?: string
}

/** Above this, a figure says more about the machine than about the program. */
const noisySpread = 0.25

export function isNoisy({ spread }: Figure): boolean {
  return spread !== undefined && spread > noisySpread
}

/** Undefined where there is nothing to judge by. */
export function isMet(figure: Figure): boolean | undefined {
  const { budget, better } = figure
  const judged = budget?.of === 'ratio' ? figure.peer?.ratio : figure.ours
  if (budget === undefined || judged === undefined) return undefined
  return better === 'more' ? judged >= budget.limit : judged <= budget.limit
}

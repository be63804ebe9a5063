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
export interface Peer {
  readonly what: string
  readonly value: number
  /** The median of ours / peer, round by round, so that a busy moment hits both. */
  readonly ratio: number
}

/** What the design asks for: of the ratio, or of the figure itself where there is no peer that could run here. */
export interface Budget {
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

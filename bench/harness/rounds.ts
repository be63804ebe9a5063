import type { Budget, Figure } from './figure.ts'
import { median, spread } from './statistics.ts'

export interface Contestants<T> {
  readonly rounds: number
  readonly ours: () => Promise<T>
  readonly peer: () => Promise<T>
}

/** What both did, round by round. */
export interface Rounds<T> {
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

export interface Judgement {
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

import { randomInt } from 'node:crypto'

/** Pseudo-random numbers: the same for the same seed. */
export interface Random {
  /** An integer from 0 up to, not including, `limit`. */
  below(limit: number): number
  bytes(length: number): Buffer
}

/** Numbers for one test file, which prints their seed. `SEED=N` in the environment replays a run. */
export function seededRandom(t: { comment(text: string): void }): Random {
  return createRandom(chooseSeed(t))
}

/** The seed of a test file's run, printed: SEED of the environment, else a new one. */
export function chooseSeed(t: { comment(text: string): void }): number {
  const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31))
  t.comment(`SEED=${seed}`)
  return seed
}

/** A linear congruential generator of 32 bits; its upper half is good enough for tests. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return {
    below: (limit) => Math.floor(next() * limit),
    bytes(length) {
      const words = Uint32Array.from({ length: Math.ceil(length / 4) }, () => next() * 2 ** 32)
      return Buffer.from(words.buffer, 0, length)
    },
  }
}

/** What an operator may allow; the words of `--allow`, of the configuration, and of spec.access. */
export const allowable = ['exec', 'attach', 'log', 'portforward', 'hostshell', 'proxy'] as const

export type Feature = (typeof allowable)[number]

export function isFeature(word: string): word is Feature {
  return (allowable as readonly string[]).includes(word)
}

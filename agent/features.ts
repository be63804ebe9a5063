/**
 * What an operator may allow; the words of `--allow` and of the configuration. `portforward` is ports that a VirtualPod
 * grants; `hostportforward`, of EdgeDevices themselves, is every port, and whatever the device can reach.
 */
export const allowable = ['exec', 'attach', 'log', 'portforward', 'hostportforward', 'hostshell', 'proxy'] as const

export type Feature = (typeof allowable)[number]

export function isFeature(word: string): word is Feature {
  return (allowable as readonly string[]).includes(word)
}

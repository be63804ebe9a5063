import { randomInt } from 'node:crypto'

/** Without vowels and look-alikes, so that no words arise. k8s.io/apimachinery/pkg/util/rand. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'
const suffixLength = 5
const maxBaseLength = 63 - suffixLength

/** Makes a name from a `generateName`: its beginning and five random characters. */
export function generateName(base: string, random: (max: number) => number = randomInt): string {
  let name = base.slice(0, maxBaseLength)
  for (let index = 0; index < suffixLength; index++) name += alphabet.charAt(random(alphabet.length))
  return name
}

import { randomBytes } from 'node:crypto'
import { readIfThere, writeFileAtomically } from './state-files.ts'

/**
 * The random name of this state directory, made on first use: of two machines that tell the same one, one is a copy.
 */
export async function readInstance(path: string): Promise<string> {
  const known = (await readIfThere(path))?.trim()
  if (known && /^[0-9a-f]{32}$/.test(known)) return known
  const made = randomBytes(16).toString('hex')
  await writeFileAtomically(path, `${made}\n`)
  return made
}

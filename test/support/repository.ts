import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The checkout in which this file is, as source or compiled. */
export const repositoryRoot = findUp(import.meta.dirname)

function findUp(directory: string): string {
  if (existsSync(join(directory, 'package-lock.json'))) return directory
  const parent = dirname(directory)
  if (parent === directory) throw new Error('not in a checkout of aranya')
  return findUp(parent)
}

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The whole, and the agent alone. */
const packages: readonly unknown[] = ['aranya', 'arhat']

/** The version of the package that this file is part of, compiled or not; `unknown` outside of it. */
export function readVersion(): string {
  for (let directory = import.meta.dirname; directory !== dirname(directory); directory = dirname(directory)) {
    const version = versionIn(directory)
    if (version !== undefined) return version
  }
  return 'unknown'
}

function versionIn(directory: string): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >
    return packages.includes(name) && typeof version === 'string' ? version : undefined
  } catch {
    return undefined
  }
}

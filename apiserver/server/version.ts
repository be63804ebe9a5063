import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The version in package.json, which is above this file both in the sources and in dist/. */
export function readVersion(): string {
  for (let dir = import.meta.dirname; dir !== dirname(dir); dir = dirname(dir)) {
    const version = versionIn(join(dir, 'package.json'))
    if (version !== undefined) return version
  }
  return '0.0.0'
}

function versionIn(path: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { version?: string }).version
  } catch {
    return undefined
  }
}

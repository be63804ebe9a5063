import { run } from '../../test/support/processes.ts'
import { kubectls } from '../../test/support/aranya.ts'
import { Skipped } from './part.ts'

/** The newest kubectl at hand. Rejects with Skipped when there is none. */
export async function newestKubectl(): Promise<{ readonly path: string; readonly version: string }> {
  const known = await Promise.all(kubectls().map(versionOf))
  const [newest] = known.filter((one) => one !== undefined).toSorted((a, b) => b.minor - a.minor)
  if (newest === undefined) throw new Skipped('there is no kubectl here')
  return newest
}

async function versionOf(path: string): Promise<{ path: string; version: string; minor: number } | undefined> {
  const { stdout } = await run([path, 'version', '--client', '-o', 'json']).catch(() => ({ stdout: '' }))
  const version = /"gitVersion": *"v(1\.(\d+)[^"]*)"/.exec(stdout.toString())
  return version ? { path, version: version[1] ?? '', minor: Number(version[2]) } : undefined
}

import { kubectls } from './aranya.ts'
import { run } from './processes.ts'

/** The minor version of a kubectl. */
export async function minorVersion(binary: string): Promise<number> {
  const { stdout } = await run([binary, 'version', '--client', '-o', 'json'])
  return Number.parseInt((JSON.parse(stdout.toString()) as { clientVersion: { minor: string } }).clientVersion.minor)
}

export interface KubectlVersion {
  readonly binary: string
  readonly minor: number
}

/** The oldest and the newest kubectl at hand; with ARANYA_TEST_FULL each version once. */
export async function kubectlsToTry(): Promise<readonly KubectlVersion[]> {
  const all = new Map<number, KubectlVersion>()
  for (const binary of kubectls()) {
    const minor = await minorVersion(binary)
    all.set(minor, { binary, minor })
  }
  const sorted = [...all.values()].sort((left, right) => left.minor - right.minor)
  if (process.env['ARANYA_TEST_FULL'] !== undefined) return sorted
  return sorted.filter((one, index) => index === 0 || index === sorted.length - 1)
}

import { run } from './processes.ts'

/** The minor version of a kubectl. */
export async function minorVersion(binary: string): Promise<number> {
  const { stdout } = await run([binary, 'version', '--client', '-o', 'json'])
  return Number.parseInt((JSON.parse(stdout.toString()) as { clientVersion: { minor: string } }).clientVersion.minor)
}

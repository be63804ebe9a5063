import { resolve } from 'node:path'
import { parseCommandLine } from '../../cli/command-line.ts'
import type { Command, CommandOutput } from '../../cli/command-line.ts'
import { backUp } from '../backup/back-up.ts'
import { restore } from '../backup/restore.ts'
import { readVersion } from '../../cli/version.ts'

export const backupCommand: Command = {
  program: 'aranya',
  name: 'backup',
  summary:
    'Copies the store and the keys of a server, which may be running, to a new directory, and verifies the copy.',
  flags: [
    { name: 'state-dir', placeholder: 'DIR', fallback: '/var/lib/aranya', help: 'the state directory of the server' },
    { name: 'to', placeholder: 'DIR', required: true, help: 'the backup: a directory that does not exist yet' },
  ],
}

export const restoreCommand: Command = {
  program: 'aranya',
  name: 'restore',
  summary: 'Makes a state directory from a backup. Resource versions move ahead, and join tokens become invalid.',
  flags: [
    { name: 'from', placeholder: 'DIR', required: true, help: 'the backup' },
    {
      name: 'state-dir',
      placeholder: 'DIR',
      fallback: '/var/lib/aranya',
      help: 'the state directory to make: it must be empty, or not exist yet',
    },
  ],
}

/** `aranya backup`. A signal removes what was copied so far. */
export async function runBackup(argv: readonly string[]): Promise<CommandOutput> {
  const { one } = parseCommandLine(backupCommand, argv)
  const to = resolve(one('to') ?? '')
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort())
  const { store } = await backUp({
    stateDir: resolve(one('state-dir') ?? ''),
    to,
    version: readVersion(),
    signal: interrupted.signal,
  })
  return { stdout: `backed up ${store.records} records at revision ${store.revision} to ${to}` }
}

/** `aranya restore`. */
export async function runRestore(argv: readonly string[]): Promise<CommandOutput> {
  const { one } = parseCommandLine(restoreCommand, argv)
  const stateDir = resolve(one('state-dir') ?? '')
  const { manifest, revision } = await restore({ from: resolve(one('from') ?? ''), stateDir })
  return {
    stdout:
      `restored ${manifest.store.records} records of ${manifest.created} to ${stateDir}; ` +
      `revisions continue at ${revision}, after ${manifest.store.revision}`,
  }
}

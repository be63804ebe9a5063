#!/usr/bin/env node
import { constants } from 'node:os'
import { resolve } from 'node:path'
import { backUp } from './backup/back-up.ts'
import { restore } from './backup/restore.ts'
import { parseCommandFlags, parseServeConfig, UsageError } from './cli/config.ts'
import { kubeconfigCommand, runKubeconfig } from './cli/kubeconfig.ts'
import { backupCommand, commandHelp, restoreCommand, serveCommand } from './cli/options.ts'
import * as users from './cli/user.ts'
import type { CommandOutput } from './cli/user.ts'
import { readVersion } from './server/version.ts'

/** `aranya`: the first argument is the command. Exit codes: 0 done, 1 failed, 2 called wrongly. */

const usage = `Usage: aranya COMMAND

Serves edge devices as Kubernetes objects, and gives kubectl a way into them.

Commands:
  serve      serve the Kubernetes API and the port that agents connect to
  user       create, list and revoke users of a server of its own: aranya user --help
  kubeconfig make a kubeconfig that shows the devices of a namespace as a cluster
  backup     copy the state of a server, which may run
  restore    make a state directory from a backup

Flags:
  --help     this text; aranya COMMAND --help tells of a command
  --version  the version`

const commands = [
  { definition: serveCommand, run: runServe },
  { definition: backupCommand, run: runBackup },
  { definition: restoreCommand, run: runRestore },
  { definition: users.userCreateCommand, run: told(users.runUserCreate) },
  { definition: users.userListCommand, run: told(users.runUserList) },
  { definition: users.userRevokeCommand, run: told(users.runUserRevoke) },
  { definition: kubeconfigCommand, run: told((args) => runKubeconfig(args, process.env)) },
]

/** `aranya user` is several commands. */
const groups: readonly string[] = ['user']

async function main([first, ...others]: readonly string[]): Promise<void> {
  if (first !== undefined && groups.includes(first)) return mainOfGroup(first, others)
  return runCommand(first, others)
}

async function mainOfGroup(group: string, [second, ...args]: readonly string[]): Promise<void> {
  const all = commands.filter(({ definition }) => definition.name.startsWith(`${group} `))
  if (all.some(({ definition }) => definition.name === `${group} ${second}`))
    return runCommand(`${group} ${second}`, args)
  if (second === '--help' || second === '-h')
    return print(all.map(({ definition }) => commandHelp(definition)).join('\n\n'))
  const problem = second === undefined ? 'no command' : `unknown command ${group} ${second}`
  throw new UsageError(`${problem}; one of ${all.map(({ definition }) => `aranya ${definition.name}`).join(', ')}`)
}

async function runCommand(name: string | undefined, args: readonly string[]): Promise<void> {
  if (name === '--version') return print(readVersion())
  if (name === '--help' || name === '-h' || name === 'help') return print(usage)
  const command = commands.find(({ definition }) => definition.name === name)
  if (!command)
    throw new UsageError(
      name === undefined ? 'no command; see aranya --help' : `unknown command ${name}; see aranya --help`,
    )
  if (args.includes('--help') || args.includes('-h')) return print(commandHelp(command.definition))
  return command.run(args)
}

async function runServe(args: readonly string[]): Promise<void> {
  const config = parseServeConfig(args)
  // Of no use to the other commands, which would start in twice the time.
  const [{ serve }, { chooseMode }] = await Promise.all([
    import('./server/serve.ts'),
    import('./server/modes/choose-mode.ts'),
  ])
  return serve({ config, openMode: chooseMode(config) })
}

async function runBackup(args: readonly string[]): Promise<void> {
  const flags = parseCommandFlags(backupCommand, args)
  const to = resolve(flags.get('to') ?? '')
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort())
  const { store } = await backUp({
    stateDir: resolve(flags.get('state-dir') ?? ''),
    to,
    version: readVersion(),
    signal: interrupted.signal,
  })
  print(`backed up ${store.records} records at revision ${store.revision} to ${to}`)
}

async function runRestore(args: readonly string[]): Promise<void> {
  const flags = parseCommandFlags(restoreCommand, args)
  const stateDir = resolve(flags.get('state-dir') ?? '')
  const { manifest, revision } = await restore({ from: resolve(flags.get('from') ?? ''), stateDir })
  print(
    `restored ${manifest.store.records} records of ${manifest.created} to ${stateDir}; ` +
      `revisions go on at ${revision}, after ${manifest.store.revision}`,
  )
}

function told(run: (args: readonly string[]) => Promise<CommandOutput>): (args: readonly string[]) => Promise<void> {
  return async (args) => {
    const { stdout, stderr } = await run(args)
    if (stderr !== undefined) process.stderr.write(`${stderr}\n`)
    print(stdout)
  }
}

function print(text: string): void {
  process.stdout.once('error', endUnheard)
  process.stdout.write(`${text}\n`)
}

/** As a program ends that nobody listens to any more, by SIGPIPE; what else keeps from being heard, a full disk for one, is said. */
function endUnheard(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE)
  process.stderr.write(`aranya: standard output cannot be written: ${error.message}\n`)
  process.exit(1)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`aranya: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(error instanceof UsageError ? 2 : 1)
}

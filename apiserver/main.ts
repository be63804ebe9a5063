#!/usr/bin/env node
import { asksForHelp, commandHelp, print, UsageError } from '../cli/command-line.ts'
import type { Command, CommandOutput } from '../cli/command-line.ts'
import { backupCommand, restoreCommand, runBackup, runRestore } from './cli/backup.ts'
import { kubeconfigCommand, runKubeconfig } from './cli/kubeconfig.ts'
import { serveCommand } from './cli/serve-flags.ts'
import { runServe } from './cli/serve.ts'
import * as user from './cli/user.ts'
import { readVersion } from '../cli/version.ts'

/** `aranya`: finds the command and runs it. Exit codes: 0 done, 1 failed, 2 wrong usage. */

const usage = `Usage: aranya COMMAND

Serves edge devices as Kubernetes objects, and gives kubectl a way into them.

Commands:
  serve        serve the Kubernetes API and the port that agents connect to
  user create  make a user of a standalone server, with a certificate and a kubeconfig
  user list    list the certificates of users
  user revoke  revoke the certificates of a user
  kubeconfig   make a kubeconfig that shows the devices of a namespace as a cluster
  backup       copy the state of a server, which may be running
  restore      make a state directory from a backup

Flags:
  --help       show this help; aranya COMMAND --help explains a command
  --version    print the version`

type Run = (argv: readonly string[]) => Promise<CommandOutput | void>

const commands: readonly (readonly [Command, Run])[] = [
  [serveCommand, runServe],
  [backupCommand, runBackup],
  [restoreCommand, runRestore],
  [user.userCreateCommand, user.runUserCreate],
  [user.userListCommand, user.runUserList],
  [user.userRevokeCommand, user.runUserRevoke],
  [kubeconfigCommand, (argv) => runKubeconfig(argv, process.env)],
]

async function main(argv: readonly string[]): Promise<void> {
  const [first, ...rest] = argv
  if (first === '--version') return print('aranya', readVersion())
  if (first === '--help' || first === '-h' || first === 'help') return print('aranya', usage)
  if (first === undefined) throw new UsageError('no command given; see aranya --help')
  const group = commands.filter(([{ name }]) => name === first || name.startsWith(`${first} `))
  if (group.length === 0) throw new UsageError(`unknown command ${first}; see aranya --help`)
  return runOneOf(group, first, rest)
}

/** `group`: the commands that begin with `first`; more than one of `aranya user …`. */
async function runOneOf(group: typeof commands, first: string, rest: readonly string[]): Promise<void> {
  const single = group.find(([{ name }]) => name === first)
  if (single) return runCommand(single, rest)
  const [second, ...argv] = rest
  if (second === '--help' || second === '-h')
    return print('aranya', group.map(([command]) => commandHelp(command)).join('\n\n'))
  const found = group.find(([{ name }]) => name === `${first} ${second}`)
  if (found) return runCommand(found, argv)
  const problem = second === undefined ? 'no command given' : `unknown command ${first} ${second}`
  throw new UsageError(`${problem}; one of ${group.map(([{ name }]) => `aranya ${name}`).join(', ')}`)
}

async function runCommand([command, run]: (typeof commands)[number], argv: readonly string[]): Promise<void> {
  if (asksForHelp(argv)) return print('aranya', commandHelp(command))
  const output = await run(argv)
  if (!output) return
  if (output.stderr !== undefined) process.stderr.write(`${output.stderr}\n`)
  print('aranya', output.stdout)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`aranya: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(error instanceof UsageError ? 2 : 1)
}

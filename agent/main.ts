#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { text } from 'node:stream/consumers'
import {
  commandHelp,
  generalHelp,
  joinCommand,
  parseFlags,
  runCommand,
  subcommands,
  UsageError,
  usageError,
} from './cli/command-line.ts'
import type { SubcommandDefinition } from './cli/command-line.ts'
import type { LogLevel } from './logging/open-logger.ts'
import { keepHeapSmall } from './cli/small-heap.ts'
import { parseAllow, parseServer } from './state/config.ts'
import { UserError } from './state/state-files.ts'
import { readVersion } from '../cli/version.ts'

type Flags = ReadonlyMap<string, string | true>

/** How long an orderly end may take before it is cut short. */
const shutdownDeadlineMs = 20_000

async function main(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args
  if (name === '--version') return print(readVersion())
  if (name === '--help' || name === '-h' || name === 'help') return print(generalHelp())
  const command = subcommands.find((candidate) => candidate.name === name)
  if (!command)
    throw new UsageError(
      `${name === undefined ? 'a command is needed' : `there is no command ${JSON.stringify(name)}`}: join or run; see \`arhat --help\``,
    )
  if (rest.includes('--help') || rest.includes('-h')) return print(commandHelp(command))
  const flags = parseFlags(command, rest)
  await (command === joinCommand ? join(flags) : run(flags))
}

async function join(flags: Flags): Promise<void> {
  const server = valueOf(flags, 'server')
  const allow = asUsage(joinCommand, () => parseAllow('--allow', valueOf(flags, 'allow')))
  asUsage(joinCommand, () => parseServer('--server', server))
  const token = await readToken(flags)
  // Only what a subcommand needs is loaded: the running agent is to stay small.
  const { joinDevice } = await import('./cli/join.ts')
  const { parseCaHash } = await import('./transports/grpc/pinned-root.ts')
  const caHash = asUsage(joinCommand, () => parseCaHash(valueOf(flags, 'ca-hash')))
  const stateDir = valueOf(flags, 'state-dir')
  const device = await joinDevice({ server, token, caHash, stateDir, allow, force: flags.has('force') })
  print(`joined as ${device.namespace}/${device.name}; now start it: arhat run --state-dir ${stateDir}`)
}

async function readToken(flags: Flags): Promise<string> {
  const file = flags.get('token-file')
  if (flags.has('token') === (file !== undefined))
    throw usageError(joinCommand, 'exactly one of --token and --token-file is required')
  const token = (file === undefined ? valueOf(flags, 'token') : await readTokenFile(String(file))).trim()
  if (token === '') throw usageError(joinCommand, 'the token is empty')
  return token
}

async function readTokenFile(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')
  } catch (error) {
    throw new UserError(`--token-file: ${(error as Error).message}`, { cause: error })
  }
}

async function run(flags: Flags): Promise<void> {
  keepHeapSmall()
  const { log } = await openLog(flags)
  const { startAgent } = await import('./agent.ts')
  const allowed = flags.get('allow')
  const allow = allowed === undefined ? {} : { allow: asUsage(runCommand, () => parseAllow('--allow', allowed)) }
  const tty = flags.has('no-tty') ? { tty: false } : {}
  const agent = await startAgent({ stateDir: valueOf(flags, 'state-dir'), log, ...allow, ...tty })
  process.on('SIGHUP', () => void agent.reload().catch((err: unknown) => log.error({ err }, 'configuration not read')))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(signal))
  const stop = (signal: string): void => {
    log.info({ signal }, 'agent stops')
    setTimeout(() => process.exit(1), shutdownDeadlineMs).unref()
    void agent.close()
  }
  await agent.closed
  // Something that still holds the event loop must not keep an ended agent.
  process.exit(0)
}

async function openLog(flags: Flags) {
  const { openLogger, logLevels } = await import('./logging/open-logger.ts')
  const { statePaths } = await import('./state/state-files.ts')
  const names = Object.keys(logLevels) as LogLevel[]
  const level = names.find((candidate) => candidate === flags.get('log-level'))
  if (!level) throw usageError(runCommand, `--log-level must be one of ${names.join(', ')}`)
  const format = formatOf(valueOf(flags, 'log-format'))
  const { isEnrolled } = await import('./state/identity.ts')
  const paths = statePaths(valueOf(flags, 'state-dir'))
  // A directory that is not there is for `arhat join` to make.
  const file = (await isEnrolled(paths)) ? { file: paths.log } : {}
  return { log: openLogger({ level, format, ...file }) }
}

function formatOf(word: string): 'json' | 'text' {
  if (word === 'json' || word === 'text') return word
  if (word !== 'auto') throw usageError(runCommand, '--log-format must be json, text or auto')
  return process.stderr.isTTY ? 'text' : 'json'
}

function valueOf(flags: Flags, name: string): string {
  return String(flags.get(name) ?? '')
}

function asUsage<T>(command: SubcommandDefinition, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw usageError(command, (error as Error).message)
  }
}

function print(line: string): void {
  process.stdout.once('error', endUnheard)
  process.stdout.write(`${line}\n`)
}

/** As a program ends that nobody listens to any more, by SIGPIPE; what else keeps from being heard, a full disk for one, is said. */
function endUnheard(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE)
  process.stderr.write(`arhat: standard output cannot be written: ${error.message}\n`)
  process.exit(1)
}

function fail(error: unknown): void {
  const known = error instanceof UserError || (error as NodeJS.ErrnoException).syscall !== undefined
  process.stderr.write(`arhat: ${known ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`)
  process.exit(error instanceof UsageError ? 2 : 1)
}

// grpc-js names a server by its address to TLS, which Node deprecates: nothing that a device's operator could mend.
process.noDeprecation = true
main(process.argv.slice(2)).catch(fail)

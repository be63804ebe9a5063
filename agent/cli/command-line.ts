import { parseArgs } from 'node:util'
import { UserError } from '../state/state-files.ts'

/** A flag of a subcommand. Parsing, defaults and `--help` all come from here. */
export interface FlagDefinition {
  readonly name: string
  /** Absent: the flag takes no value. */
  readonly placeholder?: string
  readonly fallback?: string
  readonly required?: boolean
  /** Absent: nothing for a value is a mistake. */
  readonly mayBeEmpty?: boolean
  readonly help: string
}

export interface SubcommandDefinition {
  readonly name: string
  readonly summary: string
  readonly flags: readonly FlagDefinition[]
}

const defaultStateDir = '/var/lib/arhat'
const stateDir: FlagDefinition = {
  name: 'state-dir',
  placeholder: 'DIR',
  fallback: defaultStateDir,
  help: 'keys, configuration and log of this agent; one agent at a time',
}
const logFlags: readonly FlagDefinition[] = [
  { name: 'log-level', placeholder: 'LEVEL', fallback: 'info', help: 'debug, info, warn, error or silent' },
  {
    name: 'log-format',
    placeholder: 'FORMAT',
    fallback: 'auto',
    help: 'json, text, or auto: text on a terminal; on stderr',
  },
]

export const joinCommand: SubcommandDefinition = {
  name: 'join',
  summary: 'Enrols this device with a join token, and writes its state directory.',
  flags: [
    { name: 'server', placeholder: 'HOST:PORT', required: true, help: 'where the server takes agents' },
    {
      name: 'token',
      placeholder: 'TOKEN',
      help: 'the join token; others can see it in the process list, so better use --token-file (one of the two is required)',
    },
    { name: 'token-file', placeholder: 'FILE', help: 'a file with the token; - reads it from standard input' },
    { name: 'ca-hash', placeholder: 'sha256:HEX', required: true, help: 'hash of the CA certificate of the server' },
    stateDir,
    {
      name: 'allow',
      placeholder: 'LIST',
      fallback: 'exec,attach,log,portforward,hostportforward,hostshell,proxy',
      help: 'what may be done on this device, whoever asks; the last word, kept in config.yaml',
      mayBeEmpty: true,
    },
    { name: 'force', help: 'enrol a state directory anew that is enrolled already' },
  ],
}

export const runCommand: SubcommandDefinition = {
  name: 'run',
  summary: 'Connects this device to its server, and stays connected.',
  flags: [
    stateDir,
    { name: 'allow', placeholder: 'LIST', help: 'takes the place of `allow` in config.yaml', mayBeEmpty: true },
    { name: 'no-tty', help: 'offer no terminals, even if the module for them is there' },
    ...logFlags,
  ],
}

export const subcommands: readonly SubcommandDefinition[] = [joinCommand, runCommand]

/** A command line that cannot be understood; exit status 2. */
export class UsageError extends UserError {
  override readonly name = 'UsageError'
}

/** The flags' values, defaults filled in; `true` for those without a value. Throws UsageError. */
export function parseFlags(command: SubcommandDefinition, args: readonly string[]): ReadonlyMap<string, string | true> {
  const options = Object.fromEntries(
    command.flags.map((flag) => [flag.name, { type: flag.placeholder ? ('string' as const) : ('boolean' as const) }]),
  )
  const values = parse(command, args, options)
  const flags = new Map<string, string | true>()
  for (const { name, fallback, required, mayBeEmpty } of command.flags) {
    const value = values[name] ?? fallback
    if (value === undefined && required) throw usageError(command, `--${name} is required`)
    // A variable of a shell that is not set: the state directory would be the current one.
    if (value === '' && !mayBeEmpty) throw usageError(command, `--${name} is given, with nothing for a value`)
    if (typeof value === 'string' || value === true) flags.set(name, value)
  }
  return flags
}

function parse(
  command: SubcommandDefinition,
  args: readonly string[],
  options: Record<string, { type: 'string' | 'boolean' }>,
): Record<string, string | boolean | undefined> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    throw usageError(command, (error as Error).message.split(/\. |\.?\n/, 1)[0] ?? '')
  }
}

export function usageError(command: SubcommandDefinition, problem: string): UsageError {
  return new UsageError(`${problem}; see \`arhat ${command.name} --help\``)
}

/** The text of `arhat --help`. */
export function generalHelp(): string {
  const rows = subcommands.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}`)
  return ['Usage: arhat COMMAND [flags]', '', 'The agent of a device.', '', 'Commands:', ...rows, '']
    .concat(['  --help     this text; after a command: its flags', '  --version  the version'])
    .join('\n')
}

/** The text of `arhat COMMAND --help`. */
export function commandHelp({ name, summary, flags }: SubcommandDefinition): string {
  const rows = flags.map((flag) => [
    `  --${flag.name}${flag.placeholder ? ` ${flag.placeholder}` : ''}`,
    describe(flag),
  ])
  rows.push(['  --help', 'this text'])
  const width = Math.max(...rows.map(([left = '']) => left.length)) + 2
  const lines = rows.map(([left = '', right = '']) => left.padEnd(width) + right)
  return [`Usage: arhat ${name} [flags]`, '', summary, '', 'Flags:', ...lines].join('\n')
}

function describe({ help, fallback, required, placeholder }: FlagDefinition): string {
  if (required) return `${help} (required)`
  if (fallback !== undefined) return `${help} (default: ${fallback})`
  return placeholder ? `${help} (default: none)` : `${help} (default: off)`
}

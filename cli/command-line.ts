import { constants } from 'node:os'
import { parseArgs } from 'node:util'

/**
 * The command lines of the programs in this repository. A command is described once, as data: parsing, defaults and `--help`
 * all come from that description.
 */

/** A flag of a command. */
export interface Flag {
  /** As on the command line, without the dashes. */
  readonly name: string
  /** What stands for the value in `--help`, such as `DIR`. Absent: the flag is a switch and takes no value. */
  readonly placeholder?: string
  /** The value when the flag is absent; `--help` prints it. */
  readonly fallback?: string
  /** One line, lower case, no full stop. */
  readonly help: string
  readonly repeated?: boolean
  readonly required?: boolean
  /** Whether `--flag=` is a value. When absent it is refused: it usually comes from a shell variable that is not set. */
  readonly mayBeEmpty?: boolean
}

/** A command of a program: `PROGRAM NAME [OPERAND] [flags]`. */
export interface Command {
  readonly program: string
  /** One word, or several separated by spaces. */
  readonly name: string
  /** The one argument that it takes besides flags, such as `NAME`. */
  readonly operand?: string
  /** What it does, in full sentences. */
  readonly summary: string
  /** In the order in which `--help` prints them. */
  readonly flags: readonly Flag[]
}

/** The command line cannot be understood. The message is one line that says what to do; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The parsed arguments of one command. */
export interface CommandLine {
  readonly operand: string | undefined
  /** The value of a flag, or its default. */
  one(this: void, name: string): string | undefined
  /** All values of a repeated flag; empty without one. */
  all(this: void, name: string): readonly string[]
  /** Whether the flag was given. */
  has(this: void, name: string): boolean
}

/** Parses what follows the name of a command. Throws UsageError. */
export function parseCommandLine(command: Command, argv: readonly string[]): CommandLine {
  const { values, operands } = parseArguments(command, argv)
  const fallbacks = new Map(command.flags.map(({ name, fallback }) => [name, fallback]))
  const one = (name: string): string | undefined => values.get(name)?.[0] ?? fallbacks.get(name)
  const missing = command.flags.find(({ name, required }) => required && one(name) === undefined)
  if (missing) throw usageError(command, `--${missing.name} is required`)
  return { operand: operands[0], one, all: (name) => values.get(name) ?? [], has: (name) => values.has(name) }
}

/** A UsageError that points to the `--help` of the command. */
export function usageError({ program, name }: Command, problem: string): UsageError {
  return new UsageError(`${problem}; see ${program} ${name} --help`)
}

/** Whether the arguments ask for the command's `--help`. */
export function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h')
}

/** The text of `PROGRAM COMMAND --help`. */
export function commandHelp({ program, name, operand, summary, flags }: Command): string {
  const rows = flags.map((flag): readonly [string, string] => [
    `  --${flag.name}${flag.placeholder === undefined ? '' : ` ${flag.placeholder}`}`,
    describeFlag(flag),
  ])
  const all = [...rows, ['  --help', 'show this help'] as const]
  const width = Math.max(...all.map(([left]) => left.length)) + 2
  const usage = [program, name, ...(operand === undefined ? [] : [operand]), '[flags]'].join(' ')
  return [`Usage: ${usage}`, '', summary, '', 'Flags:', ...all.map(([left, right]) => left.padEnd(width) + right)].join(
    '\n',
  )
}

function describeFlag({ help, fallback, required }: Flag): string {
  if (required) return `${help} (required)`
  return fallback === undefined ? help : `${help} (default: ${fallback})`
}

/** What a command answers. */
export interface CommandOutput {
  readonly stdout: string
  /** Printed besides, for people: what was done, while `stdout` is for a pipe. */
  readonly stderr?: string
}

/**
 * Writes a line to standard output. When its reader has gone the process ends as by SIGPIPE, and with exit code 1 when the line
 * cannot be written for another reason, such as a full disk.
 */
export function print(program: string, text: string): void {
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE)
    process.stderr.write(`${program}: cannot write to standard output: ${error.message}\n`)
    process.exit(1)
  })
  process.stdout.write(`${text}\n`)
}

interface Arguments {
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly operands: readonly string[]
}

function parseArguments(command: Command, argv: readonly string[]): Arguments {
  const options = Object.fromEntries(
    command.flags.map(({ name, placeholder }) => [
      name,
      { type: placeholder === undefined ? ('boolean' as const) : ('string' as const), multiple: true as const },
    ]),
  )
  const { values, positionals } = parseStrictly(command, () =>
    parseArgs({ args: [...argv], options, strict: true, allowPositionals: command.operand !== undefined }),
  )
  if (positionals.length > 1)
    throw usageError(command, `one ${command.operand?.replaceAll(/[[\]]/g, '')} only, not ${positionals.join(' ')}`)
  const given = new Map(Object.entries(values as Record<string, readonly (string | boolean)[]>))
  for (const flag of command.flags) checkFlag(command, flag, given.get(flag.name) ?? [])
  return { values: new Map([...given].map(([name, list]) => [name, list.map(String)])), operands: positionals }
}

/** Node.js explains a mistake in several sentences; the first one names it. */
function parseStrictly<T>(command: Command, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    const [sentence = 'invalid flags'] = (error as Error).message.split(/\. |\.?\n/, 1)
    throw usageError(command, sentence)
  }
}

function checkFlag(command: Command, flag: Flag, values: readonly (string | boolean)[]): void {
  if (!flag.repeated && values.length > 1) throw usageError(command, `--${flag.name} is given twice`)
  if (!flag.mayBeEmpty && values.includes('')) throw usageError(command, `--${flag.name} must not be empty`)
}

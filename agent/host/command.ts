import type { Readable, Writable } from 'node:stream'
import type { HostUser } from './users.ts'
import type { ProcessSession } from './session-reaper.ts'

/** What to run: resolved, so that nothing is looked up when it starts. */
export interface Command {
  /** Absolute; this very file is executed. */
  readonly path: string
  /** The whole argv, with the name that the program sees first. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Absolute. */
  readonly workingDir: string
  /** Whom to become; undefined stays who the agent is. */
  readonly user?: HostUser | undefined
}

/**
 * What follows the name, for a way of starting that puts another name in its place. A dash in front of the name makes a
 * login shell; so does the option -l, where it is lost.
 */
export function argumentsOf({ argv: [name = '', ...rest] }: Pick<Command, 'argv'>): readonly string[] {
  return name.startsWith('-') ? ['-l', ...rest] : rest
}

/** How a process ended: `code` is what its parent would be told, 128 + the signal's number when a signal did it. */
export interface ExitStatus {
  readonly code: number
  /** SIGKILL and so on. */
  readonly signal?: string
}

/**
 * A process that was started, the first of a session of its own. The streams are the agent's ends; those that were not
 * asked for are /dev/null in the process.
 */
export interface RunningCommand {
  readonly session: ProcessSession
  readonly stdin?: Writable
  readonly stdout?: Readable
  readonly stderr?: Readable
  /** Never rejects; the streams may still hold what it wrote. */
  readonly exited: Promise<ExitStatus>
  /** With a terminal: tells it its size. */
  resize?(size: TerminalSize): void
  /** With a terminal: its processes are gone, so that its output ends with what they wrote. */
  drain?(): void
}

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

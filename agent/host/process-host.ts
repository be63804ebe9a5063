import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { MuxError } from '../../proto/mux/errors.ts'
import type { Logger } from '../logging/log.ts'
import type { Command, RunningCommand, TerminalSize } from './command.ts'
import { InheritedDescriptors } from './inherited-descriptors.ts'
import { PipePool } from './pipes.ts'
import { loadTerminals } from './pty.ts'
import type { Terminals } from './pty.ts'
import { SessionReaper } from './session-reaper.ts'
import { SessionRecords } from './session-records.ts'
import { spawnWithPipes } from './spawn.ts'
import type { StreamSelection } from './spawn.ts'

export interface ProcessHostOptions {
  readonly stateDir: string
  readonly log: Logger
  /** False: as if there were no PTY module. */
  readonly terminals: boolean
}

/** How a command is connected: to pipes, or to a terminal. */
export type Connection =
  | { readonly kind: 'pipes'; readonly streams: StreamSelection }
  | { readonly kind: 'terminal'; readonly size: TerminalSize }

/** A command that runs, and the way to end it with all that it started. */
export interface HostedCommand extends RunningCommand {
  /** Ends every process of its session; resolves when none is left. Idempotent, never rejects. */
  end(): Promise<void>
}

/** Everything that starts processes on this machine, and answers for their end. */
export class ProcessHost {
  readonly #log: Logger
  readonly #pipes: PipePool
  readonly #descriptors = new InheritedDescriptors()
  readonly #records: SessionRecords
  readonly #reaper: SessionReaper
  readonly #terminalsWanted: boolean
  readonly #running = new Set<HostedCommand>()
  #terminals: Promise<Terminals> | undefined

  constructor(options: ProcessHostOptions) {
    this.#log = options.log
    this.#terminalsWanted = options.terminals
    this.#pipes = new PipePool(join(options.stateDir, 'pipes'))
    this.#records = new SessionRecords({ directory: join(options.stateDir, 'sessions'), log: options.log })
    this.#reaper = new SessionReaper({ log: options.log })
  }

  /** Ends what a killed agent left of its sessions; resolves with how many there were. Before anything is started. */
  reapLeftovers(): Promise<number> {
    return this.#records.reap(this.#reaper, this.#log)
  }

  /** A name for one session, for {@link start} and for the environment of its processes. */
  newMarker(): string {
    return randomBytes(16).toString('hex')
  }

  /** Resolves when terminals can be opened; rejects with MuxError `unsupported`, which says why they cannot. */
  async checkTerminals(): Promise<void> {
    await this.#loadTerminals()
  }

  /** Rejects with MuxError when the command cannot be executed. `marker` is in the command's environment. */
  async start(command: Command, connection: Connection, marker: string): Promise<HostedCommand> {
    this.#records.announce(marker)
    const running = await this.#connect(command, connection).catch((error: unknown) => {
      this.#records.remove(marker)
      throw error
    })
    this.#records.add(running.session, marker)
    let ending: Promise<void> | undefined
    const hosted: HostedCommand = { ...running, end: () => (ending ??= this.#end(hosted, marker)) }
    this.#running.add(hosted)
    return hosted
  }

  /** Ends all that runs; resolves when it is gone. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((command) => command.end()))
    this.#pipes.close()
    this.#descriptors.dispose()
  }

  async #connect(command: Command, connection: Connection): Promise<RunningCommand> {
    if (connection.kind === 'pipes') {
      const resources = { pipes: this.#pipes, descriptors: this.#descriptors }
      return spawnWithPipes(command, connection.streams, resources)
    }
    const terminals = await this.#loadTerminals()
    return terminals.spawn(command, connection.size)
  }

  #loadTerminals(): Promise<Terminals> {
    this.#terminals ??= this.#terminalsWanted
      ? loadTerminals(this.#descriptors)
      : Promise.reject(new MuxError('unsupported', 'no terminal: the agent’s configuration says `tty: false`'))
    return this.#terminals
  }

  async #end(command: HostedCommand, marker: string): Promise<void> {
    await this.#reaper.end(command.session)
    command.drain?.()
    this.#running.delete(command)
    this.#records.remove(marker)
  }
}

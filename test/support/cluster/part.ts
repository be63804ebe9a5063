import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { stop } from '../aranya.ts'
import type { Teardown } from '../aranya.ts'
import { eventually, exitCode } from '../processes.ts'

export interface PartOptions {
  readonly command: readonly string[]
  /** Where what it says is kept, over every start. */
  readonly logPath: string
  readonly isReady: () => Promise<boolean>
}

const readyTimeoutMs = 90_000

/** A process of the cluster, that can be taken away and brought back. It ends with the test. */
export class Part {
  readonly #options: PartOptions
  #child: ChildProcess | undefined

  constructor(t: Teardown, options: PartOptions) {
    this.#options = options
    t.teardown(() => this.stop())
  }

  /** Resolves once it is ready. */
  async start(): Promise<void> {
    const { command, logPath, isReady } = this.#options
    const [file = '', ...args] = command
    const log = openSync(logPath, 'a')
    const child = spawn(file, args, { stdio: ['ignore', log, log] })
    closeSync(log)
    this.#child = child
    await eventually(`${logPath} tells of a start`, () => ended(child) || isReady(), readyTimeoutMs)
    if (ended(child)) throw new Error(`it ended:\n${this.log().slice(-4000)}`)
  }

  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child) return
    child.kill('SIGCONT')
    await stop(child)
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    child?.kill('SIGKILL')
    if (child) await exitCode(child)
  }

  /** It keeps its connections, and answers nothing. */
  pause(): void {
    this.#child?.kill('SIGSTOP')
  }

  resume(): void {
    this.#child?.kill('SIGCONT')
  }

  /** All that it said so far. */
  log(): string {
    return readFileSync(this.#options.logPath, 'utf8')
  }
}

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

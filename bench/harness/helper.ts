import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { extname, join } from 'node:path'
import { withPreload } from './preload.ts'
import type { Workspace } from './workspace.ts'

/** Compiled or not, a helper is of the same kind as this file. */
const extension = extname(import.meta.filename)
const stopTimeoutMs = 2000

export interface HelperOptions {
  readonly workspace: Workspace
  /** Its path below bench/, without the extension. */
  readonly program: string
  /** Its first message. */
  readonly order: unknown
  /** Loaded before it, by NODE_OPTIONS. */
  readonly preload?: string
}

/** A process of the bench's own, which answers one message at a time. Goes with the workspace. */
export class Helper {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Starts the program, gives it the order, and waits for its answer. */
  static async start({
    workspace,
    program,
    order,
    preload,
  }: HelperOptions): Promise<{ helper: Helper; answer: unknown }> {
    const env = preload === undefined ? process.env : withPreload(process.env, preload)
    const path = join(import.meta.dirname, '..', program + extension)
    const child = fork(path, { execArgv: process.execArgv, serialization: 'advanced', env })
    const helper = new Helper(child)
    workspace.teardown(() => helper.stop())
    return { helper, answer: await helper.ask(order) }
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Rejects when the process ends first, or answers with an Error. */
  ask(question: unknown): Promise<unknown> {
    const child = this.#child
    return new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error('a helper process ended'))
      child.once('exit', onExit)
      child.once('message', (answer) => {
        child.off('exit', onExit)
        if (answer instanceof Error) reject(answer)
        else resolve(answer)
      })
      child.send(question as object)
    })
  }

  /** Ends the process and waits until it is gone. Idempotent. */
  async stop(): Promise<void> {
    const child = this.#child
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    if (child.connected) child.disconnect()
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
    await gone
    clearTimeout(timer)
  }
}

/** In a helper's process: answers each message by what `answer` returns or rejects with, and ends with its parent. */
export function answerMessages(answer: (question: never) => Promise<unknown>): void {
  process.on('message', (question) => {
    answer(question as never).then(
      (value) => process.send?.(value ?? null),
      (error: unknown) => process.send?.(error instanceof Error ? error : new Error(String(error))),
    )
  })
  process.on('disconnect', () => process.exit(0))
}

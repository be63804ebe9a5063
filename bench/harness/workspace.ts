import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a part started and made, to be undone in the opposite order, whatever happens. */
export class Workspace {
  readonly #undo: (() => unknown)[] = []
  #closing: Promise<void> | undefined

  /** Undoes `fn` when the workspace closes; a failure there hinders nothing else. The name is what the tests' helpers ask for. */
  teardown(fn: () => unknown): void {
    this.#undo.unshift(fn)
  }

  /** A new directory that goes with the workspace. */
  directory(): string {
    const path = mkdtempSync(join(tmpdir(), 'aranya-bench-'))
    this.teardown(() => rmSync(path, { recursive: true, force: true }))
    return path
  }

  /** Idempotent; never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    for (const undo of this.#undo) {
      try {
        await undo()
      } catch (error) {
        process.stderr.write(`while cleaning up: ${String(error)}\n`)
      }
    }
  }
}

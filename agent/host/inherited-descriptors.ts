import { closeSync, openSync } from 'node:fs'
import type { StdioOptions } from 'node:child_process'

type Slot = number | 'ignore' | 'pipe'

/**
 * The descriptors of open terminals. The PTY module opens them without O_CLOEXEC and Node cannot set it, so every process
 * would inherit the terminals of all other sessions, to read and to type into. Instead each is covered in the new
 * process by /dev/null.
 */
export class InheritedDescriptors {
  readonly #open = new Set<number>()
  #cover: number | undefined

  add(fd: number): void {
    this.#open.add(fd)
  }

  /** Closes `fd`, once. */
  close(fd: number): void {
    if (this.#open.delete(fd)) closeSync(fd)
  }

  /** For a descriptor that its stream closes. */
  forget(fd: number): void {
    this.#open.delete(fd)
  }

  /** Adds the cover to the three streams of a process that is about to start. */
  covered(streams: readonly Slot[]): StdioOptions {
    if (this.#open.size === 0) return [...streams]
    const cover = (this.#cover ??= openSync('/dev/null', 'r+'))
    const slots: Slot[] = Array.from({ length: Math.max(...this.#open) + 1 }, () => 'ignore')
    for (const fd of this.#open) slots[fd] = cover
    for (const [index, stream] of streams.entries()) slots[index] = stream
    return slots
  }

  dispose(): void {
    if (this.#cover !== undefined) closeSync(this.#cover)
    this.#cover = undefined
  }
}

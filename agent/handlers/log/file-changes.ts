import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'

/** How often to look where nothing tells of changes, and where something does, in case it missed one. */
const blindMs = 250
const watchingMs = 1000
/** How often, and how long, once a file was renamed: what takes its place comes soon. */
const hurryMs = 25
const hurriedMs = 2000

/** What may have happened: `content` to the file, or `name`, to the one or the other. */
export type FileChange = 'content' | 'name'

/**
 * Tells that a file may have changed: by inotify, and by the clock, because inotify knows nothing of network file systems,
 * of links and directories on the way to a file, and has limits of its own.
 */
export class FileChanges {
  readonly #onChange: (change: FileChange) => void
  #watcher: FSWatcher | undefined
  #timer: NodeJS.Timeout | undefined
  #hurryUntil = 0
  #closed = false

  constructor(onChange: (change: FileChange) => void) {
    this.#onChange = onChange
    this.#schedule()
  }

  /** Watches that open file from now on, whatever it is called. */
  watch(descriptor: number): void {
    this.#unwatch()
    if (this.#closed) return
    try {
      const watcher = watch(`/proc/self/fd/${descriptor}`, { persistent: false })
      watcher.on('change', (event) => this.#changed(event === 'rename' ? 'name' : 'content'))
      watcher.on('error', () => this.#unwatch())
      this.#watcher = watcher
    } catch {
      // ENOSPC, EMFILE, or a file system that has none: the clock has to do.
    }
  }

  /** Looks more often for a while. */
  hurry(): void {
    const now = performance.now()
    const isHurried = now < this.#hurryUntil
    this.#hurryUntil = now + hurriedMs
    if (!isHurried) this.#schedule()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#unwatch()
  }

  #changed(change: FileChange): void {
    if (change === 'name') this.hurry()
    this.#onChange(change)
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    if (this.#closed) return
    const usual = this.#watcher ? watchingMs : blindMs
    const delayMs = performance.now() < this.#hurryUntil ? hurryMs : usual
    this.#timer = setTimeout(() => {
      this.#schedule()
      this.#onChange('name')
    }, delayMs)
  }

  #unwatch(): void {
    this.#watcher?.close()
    this.#watcher = undefined
  }
}

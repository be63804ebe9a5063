import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'

/** A log file and the one before it: together at most twice `maxBytes`, and a line. */
export class RotatingFile {
  readonly #path: string
  readonly #maxBytes: number
  #fd: number | undefined
  #size = 0

  constructor(path: string, maxBytes: number) {
    this.#path = path
    this.#maxBytes = maxBytes
  }

  /** A disk that is full or read-only loses lines here, and stops nothing. */
  write(line: string): void {
    try {
      this.#fd ??= this.#open()
      if (this.#size >= this.#maxBytes) this.#fd = this.#rotate()
      this.#size += writeSync(this.#fd, line)
    } catch {
      // There is nobody to tell: this is the log.
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }

  #rotate(): number {
    this.close()
    renameSync(this.#path, `${this.#path}.1`)
    return this.#open()
  }

  #open(): number {
    const fd = openSync(this.#path, 'a', 0o600)
    this.#size = fstatSync(fd).size
    return fd
  }
}

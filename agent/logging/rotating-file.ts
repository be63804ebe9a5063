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
    this.#open()
  }

  /** A full disk loses lines here, and stops nothing. */
  write(line: string): void {
    try {
      if (this.#size >= this.#maxBytes) this.#rotate()
      if (this.#fd !== undefined) this.#size += writeSync(this.#fd, line)
    } catch {
      // There is nobody to tell: this is the log.
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }

  #rotate(): void {
    this.close()
    renameSync(this.#path, `${this.#path}.1`)
    this.#open()
  }

  #open(): void {
    this.#fd = openSync(this.#path, 'a', 0o600)
    this.#size = fstatSync(this.#fd).size
  }
}

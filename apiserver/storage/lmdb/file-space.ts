import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { StorageError } from '../errors.ts'

const stepBytes = 1024 * 1024

/**
 * Allocates the store's file ahead of what LMDB writes. A full disk is then found here, where it is an error like any other:
 * when LMDB itself cannot write a page, its build in lmdb 3.5 prints into a buffer that is too small (mdb.c,
 * mdb_page_flush: 100 bytes for `last_error`) and the heap is corrupt.
 */
export class FileSpace {
  readonly #path: string
  readonly #maxBytes: number
  readonly #file: FileHandle
  #size: number

  static async open(path: string, { maxBytes }: { maxBytes: number }): Promise<FileSpace> {
    const file = await open(path, 'r+')
    const { size } = await file.stat()
    return new FileSpace({ path, maxBytes, file, size })
  }

  private constructor(options: { path: string; maxBytes: number; file: FileHandle; size: number }) {
    this.#path = options.path
    this.#maxBytes = options.maxBytes
    this.#file = options.file
    this.#size = options.size
  }

  /** Whether the file is at least `bytes` long. */
  holds(bytes: number): boolean {
    return bytes <= this.#size
  }

  /** Makes the file at least `bytes` long. Throws StorageError `unavailable` when the disk has no room for that. */
  async reserve(bytes: number): Promise<void> {
    if (this.holds(bytes)) return
    if (bytes > this.#maxBytes) {
      throw new StorageError('unavailable', `${this.#path} would grow over its limit of ${this.#maxBytes} bytes`)
    }
    try {
      await this.#grow(Math.ceil(bytes / stepBytes) * stepBytes)
    } catch (error) {
      // The rest of the step may not fit where this much does.
      if (this.holds(bytes)) return
      const { message } = error as Error
      throw new StorageError('unavailable', `${this.#path} cannot grow: ${message}`, { cause: error })
    }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  async #grow(target: number): Promise<void> {
    const zeros = Buffer.alloc(stepBytes)
    while (this.#size < target) {
      const length = Math.min(stepBytes, target - this.#size)
      const { bytesWritten } = await this.#file.write(zeros, 0, length, this.#size)
      this.#size += bytesWritten
    }
  }
}

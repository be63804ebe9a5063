import { writeSync } from 'node:fs'
import { getSystemErrorMap } from 'node:util'

/** 1: something differs from what it should be; 2: something was not done. */
type Severity = 1 | 2

/** What goes wrong, in GNU tar's words, which people who use `kubectl cp` know; and the status that comes of it. */
export class Report {
  readonly #notices = new Set<string>()
  #status: 0 | Severity = 0

  get status(): number {
    return this.#status
  }

  /** Something was not done; the rest goes on. */
  fail(path: string, what: string, error?: unknown): void {
    this.#say(`${quote(path)}: ${what}${error === undefined ? '' : `: ${reasonOf(error)}`}`)
    this.#status = 2
  }

  warn(path: string, what: string): void {
    this.#say(`${quote(path)}: ${what}`)
    if (this.#status === 0) this.#status = 1
  }

  /** Not a failure, and said once. */
  notice(text: string): void {
    if (this.#notices.has(text)) return
    this.#notices.add(text)
    this.#say(text)
  }

  /** The archive itself is not what it should be. */
  failArchive(text: string): void {
    this.#say(text)
    this.#status = 2
  }

  /** To be called when all that could be done was done. */
  end(): void {
    if (this.#status === 2) this.#say('Exiting with failure status due to previous errors')
  }

  /** Waits where nobody reads, so that no heap of messages comes together. */
  #say(text: string): void {
    try {
      writeSync(2, `tar: ${text}\n`)
    } catch {
      // Whoever should hear it is gone.
    }
  }
}

/** Control characters in names must not reach a terminal. */
export function quote(name: string): string {
  return name.replace(/[\p{Cc}\\]/gu, (character) => escapes[character] ?? toOctal(character))
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\\': '\\\\' }

function toOctal(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`
}

/** strerror(3)'s words where libuv's differ. */
const words: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOSPC: 'No space left on device',
  EROFS: 'Read-only file system',
  EIO: 'Input/output error',
  EDQUOT: 'Disk quota exceeded',
  EFBIG: 'File too large',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
}

function reasonOf(error: unknown): string {
  const { code = '', errno = 0, message } = error as NodeJS.ErrnoException
  return words[code] ?? getSystemErrorMap().get(errno)?.[1] ?? message
}

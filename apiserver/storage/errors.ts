/**
 * Why a storage call failed. Callers switch on `code`. `write-failed`: it is not known whether the disk has a write, so that
 * none is tried after it; what was acknowledged before is as it was.
 */
export type StorageCode =
  | 'not-found'
  | 'exists'
  | 'conflict'
  | 'compacted'
  | 'future-revision'
  | 'unavailable'
  | 'write-failed'
  | 'damaged'
  | 'closed'

export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageCode

  constructor(code: StorageCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on its disk',
  EDQUOT: 'Make room on its disk',
  EROFS: 'Its disk is mounted read-only',
}

/** The error of a file or directory that is not damaged, but cannot be used as it is. */
export function unusable(path: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error
  const { code = '', message } = error as NodeJS.ErrnoException
  const what = advice[code] ?? 'Check what it is, its owner and its mode'
  return new StorageError('unavailable', `${path} cannot be used: ${message}. ${what}`, { cause: error })
}

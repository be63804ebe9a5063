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

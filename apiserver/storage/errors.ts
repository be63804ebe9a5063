/** Why a storage call failed. Callers switch on `code`. */
export type StorageCode =
  'not-found' | 'exists' | 'conflict' | 'compacted' | 'future-revision' | 'unavailable' | 'damaged' | 'closed'

export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageCode

  constructor(code: StorageCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

import { StorageError } from '../../storage/errors.ts'
import type { Backend, StoredRecord } from '../../storage/backend.ts'

/** A record, and the revision to pass to `put` for a conditional change. */
export interface Revisioned<T> {
  readonly value: T
  readonly revision: number
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** JSON records of one type under one prefix of the store. Methods throw StorageError. */
export class Records<T> {
  readonly #backend: Backend
  readonly #prefix: string

  /** `prefix` ends with a slash. */
  constructor(backend: Backend, prefix: string) {
    this.#backend = backend
    this.#prefix = prefix
  }

  async get(id: string): Promise<Revisioned<T> | undefined> {
    const record = await this.#backend.get(this.#prefix + id)
    return record && { value: parseRecord(record) as T, revision: record.revision }
  }

  async list(idPrefix = ''): Promise<{ readonly id: string; readonly value: T }[]> {
    const { items } = await this.#backend.list(this.#prefix + idPrefix)
    return items.map((record) => ({ id: record.key.slice(this.#prefix.length), value: parseRecord(record) as T }))
  }

  async put(id: string, value: T, expectedRevision?: number): Promise<void> {
    const bytes = encoder.encode(JSON.stringify(value))
    const expected = expectedRevision === undefined ? {} : { expectedRevision }
    await this.#backend.commit({ type: 'put', key: this.#prefix + id, value: bytes, ...expected })
  }

  /** Does nothing if there is no such record. */
  async delete(id: string): Promise<void> {
    try {
      await this.#backend.commit({ type: 'delete', key: this.#prefix + id })
    } catch (error) {
      if (!(error instanceof StorageError && error.code === 'not-found')) throw error
    }
  }
}

function parseRecord(record: StoredRecord): unknown {
  try {
    return JSON.parse(decoder.decode(record.value))
  } catch (cause) {
    throw new StorageError('damaged', `the record ${record.key} is not JSON`, { cause })
  }
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { KeyLock } from '../../registry/object-writer.ts'
import { StorageError } from '../../storage/errors.ts'
import type { Backend } from '../../storage/backend.ts'
import type { DeviceRef } from '../../streaming/session/device-dialer.ts'
import { Records } from '../store/records.ts'

const idBytes = 8
const secretBytes = 32
/** `ID.SECRET`. The first half of the id is derived from the device, so that a device's tokens share a prefix. */
const tokenPattern = /^([0-9a-f]{16})([0-9a-f]{16})\.([A-Za-z0-9_-]{43})$/

/** A join token as it is stored, without its secret. */
export interface TokenRecord {
  readonly device: DeviceRef
  /** SHA-256 of the secret, hex. */
  readonly secretHash: string
  readonly expiresAtMs: number
  /** The only key that may still use this token; absent until its first use. */
  readonly keyHash?: string
}

/** Why a token is not accepted. */
export type TokenFailure = 'unknown' | 'expired'

export interface TokensOptions {
  readonly backend: Backend
  readonly now: () => number
  readonly maxPerDevice: number
}

/**
 * The join tokens, under `internal/tokens/`. A token is valid for one key: `bind` stores the first that uses it. Methods throw
 * StorageError.
 */
export class Tokens {
  readonly #records: Records<TokenRecord>
  readonly #now: () => number
  readonly #maxPerDevice: number
  readonly #lock = new KeyLock()

  constructor({ backend, now, maxPerDevice }: TokensOptions) {
    this.#records = new Records(backend, 'internal/tokens/')
    this.#now = now
    this.#maxPerDevice = maxPerDevice
  }

  /** Creates a token; undefined when the device has too many that are valid. */
  create(device: DeviceRef, expiresAtMs: number): Promise<string | undefined> {
    return this.#lock.run(device.uid, async () => {
      if ((await this.#countValid(device)) >= this.#maxPerDevice) return undefined
      const id = `${groupOf(device)}/${randomBytes(idBytes).toString('hex')}`
      const secret = randomBytes(secretBytes).toString('base64url')
      await this.#records.put(id, { device, secretHash: hashSecret(secret), expiresAtMs }, 0)
      return `${id.replace('/', '')}.${secret}`
    })
  }

  /** Looks a token up; changes nothing. */
  async find(token: string): Promise<FoundToken | TokenFailure> {
    const parsed = parseToken(token)
    const found = parsed && (await this.#records.get(parsed.id))
    if (!found || !isSecret(parsed.secret, found.value.secretHash)) return 'unknown'
    if (found.value.expiresAtMs <= this.#now()) return 'expired'
    return { id: parsed.id, device: found.value.device, record: found.value, revision: found.revision }
  }

  /** Binds a token to a key, durably. False when it is already bound to another key, or deleted. */
  async bind({ id, record, revision }: FoundToken, keyHash: string): Promise<boolean> {
    if (record.keyHash !== undefined) return record.keyHash === keyHash
    try {
      await this.#records.put(id, { ...record, keyHash }, revision)
      return true
    } catch (error) {
      if (!isRace(error)) throw error
      // Used at the same moment by another call; with the same key, that was a retry.
      return (await this.#records.get(id))?.value.keyHash === keyHash
    }
  }

  delete(id: string): Promise<void> {
    return this.#records.delete(id)
  }

  async deleteOf(device: DeviceRef): Promise<void> {
    for (const { id, value } of await this.#records.list(`${groupOf(device)}/`))
      if (value.device.uid === device.uid) await this.#records.delete(id)
  }

  /** Deletes expired tokens, and those of devices that no longer exist. */
  async sweep(exists: (device: DeviceRef) => boolean): Promise<void> {
    for (const { id, value } of await this.#records.list())
      if (value.expiresAtMs <= this.#now() || !exists(value.device)) await this.#records.delete(id)
  }

  async #countValid(device: DeviceRef): Promise<number> {
    const records = await this.#records.list(`${groupOf(device)}/`)
    return records.filter(({ value }) => value.expiresAtMs > this.#now()).length
  }
}

export interface FoundToken {
  readonly id: string
  readonly device: DeviceRef
  readonly record: TokenRecord
  readonly revision: number
}

function groupOf(device: DeviceRef): string {
  return createHash('sha256').update(device.uid).digest('hex').slice(0, 16)
}

function parseToken(token: string): { readonly id: string; readonly secret: string } | undefined {
  const [, group, id, secret] = tokenPattern.exec(token) ?? []
  return secret === undefined ? undefined : { id: `${group}/${id}`, secret }
}

function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

function isSecret(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret), 'hex'), Buffer.from(hash, 'hex'))
}

function isRace(error: unknown): boolean {
  return error instanceof StorageError && (error.code === 'conflict' || error.code === 'not-found')
}

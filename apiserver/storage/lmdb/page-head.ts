import { readSync } from 'node:fs'
import { StorageError } from '../errors.ts'

/** The layout of LMDB's two first pages (mdb.c: MDB_page_header, MDB_meta, MDB_db; data version 2, little endian). */
export const headerBytes = 24
const magicOffset = headerBytes
const versionOffset = headerBytes + 4
const pageSizeOffset = headerBytes + 24
const freeRootOffset = headerBytes + 64
const recordsRootOffset = headerBytes + 112
const lastPageOffset = headerBytes + 120
const transactionOffset = headerBytes + 128
const metaBytes = transactionOffset + 8
const magic = 0xbeef_c0de
const version = 2
const noPage = 0xffff_ffff_ffff_ffffn
// Beyond this a file is larger than any disk; the number of pages is the length of an array.
const maxPages = 0xffff_ffffn

/** The state of the file as of its last transaction. */
export interface Head {
  readonly pageSize: number
  readonly lastPage: number
  readonly transaction: bigint
  /** Undefined when no page is free. */
  readonly freeRoot: number | undefined
  /** Undefined when there are no records. */
  readonly recordsRoot: number | undefined
}

/**
 * Throws StorageError `damaged`. Transactions write the two pages by turns: page 0 the even ones, page 1 the odd ones; and each
 * writes the store's state, so that its tree has a new root. A wrong number would make LMDB go back to the transaction before
 * the last, without a word.
 */
export function readHead(file: number): Head {
  const first = readBytes(file, 0, metaBytes)
  const pageSize = first.readUInt32LE(pageSizeOffset)
  const isPower = pageSize >= 512 && pageSize <= 65_536 && (pageSize & (pageSize - 1)) === 0
  if (!isPower) throw unreadable()
  const second = readBytes(file, pageSize, metaBytes)
  if (!isKnown(first) || !isKnown(second)) throw unreadable()
  const [even, odd] = [first.readBigUInt64LE(transactionOffset), second.readBigUInt64LE(transactionOffset)]
  const apart = even - odd
  if (even % 2n !== 0n || (apart !== 1n && apart !== -1n)) throw unreadable()
  const heads = [headOf(first), headOf(second)] as const
  for (const head of heads) assertOwnRoot(file, pageSize, head)
  return { pageSize, ...heads[even > odd ? 0 : 1] }
}

/** The root of the transaction before the last is intact as well: LMDB does not use its page again so soon. */
function assertOwnRoot(file: number, pageSize: number, { recordsRoot, transaction }: Omit<Head, 'pageSize'>): void {
  if (recordsRoot === undefined) return
  const header = readBytes(file, recordsRoot * pageSize, headerBytes)
  if (header.readBigUInt64LE(8) !== transaction) throw brokenPage(recordsRoot)
}

function isKnown(meta: Buffer): boolean {
  return meta.readUInt32LE(magicOffset) === magic && meta.readUInt32LE(versionOffset) === version
}

function headOf(meta: Buffer): Omit<Head, 'pageSize'> {
  const lastPage = meta.readBigUInt64LE(lastPageOffset)
  if (lastPage > maxPages) throw unreadable()
  return {
    lastPage: Number(lastPage),
    transaction: meta.readBigUInt64LE(transactionOffset),
    freeRoot: rootOf(meta.readBigUInt64LE(freeRootOffset)),
    recordsRoot: rootOf(meta.readBigUInt64LE(recordsRootOffset)),
  }
}

function rootOf(page: bigint): number | undefined {
  if (page !== noPage && page > maxPages) throw unreadable()
  return page === noPage ? undefined : Number(page)
}

export function readBytes(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  if (readSync(file, bytes, 0, length, position) < length) throw new StorageError('damaged', 'it is cut off')
  return bytes
}

function unreadable(): StorageError {
  return new StorageError('damaged', 'its first pages are not what was written')
}

export function brokenPage(page: number): StorageError {
  return new StorageError('damaged', `page ${page} is not what was written`)
}

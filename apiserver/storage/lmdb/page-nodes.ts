import { readSync } from 'node:fs'
import { StorageError } from '../errors.ts'

/** What is in a page of one of LMDB's trees (mdb.c: MDB_node, MDB_ovpage; midl.h for the list of free pages). */
const bigDataFlag = 0x01
const nodeHeaderBytes = 8
const overflowBytes = 24

/** Where a value is that does not fit into a node. */
export interface Overflow {
  readonly page: number
  readonly count: number
  /** Of the value, in bytes. */
  readonly length: number
}

/** The nodes of a branch or leaf, each up to the end of the page. Throws StorageError `damaged`. */
export function* nodesOf({ number, bytes }: { number: number; bytes: Buffer }): Generator<Buffer> {
  const [lower, upper] = [bytes.readUInt16LE(20), bytes.readUInt16LE(22)]
  if (lower % 2 !== 0 || lower > upper || headerBytes + upper > bytes.length) throw brokenPage(number)
  for (let at = headerBytes; at < headerBytes + lower; at += 2) {
    const offset = bytes.readUInt16LE(at)
    if (offset < upper || headerBytes + offset + nodeHeaderBytes > bytes.length) throw brokenPage(number)
    yield bytes.subarray(headerBytes + offset)
  }
}

/** Where the value of a leaf's node is; undefined when it is in the node itself. Throws StorageError `damaged`. */
export function overflowOf(node: Buffer, page: number): Overflow | undefined {
  if ((node.readUInt16LE(4) & bigDataFlag) === 0) {
    valueOf(node, page)
    return undefined
  }
  const at = valueOffset(node)
  if (at + overflowBytes > node.length) throw brokenPage(page)
  return {
    page: Number(node.readBigUInt64LE(at)),
    count: Number(node.readBigUInt64LE(at + 16)),
    length: node.readUInt32LE(0),
  }
}

/** The value of a leaf's node that has it in itself. Throws StorageError `damaged`. */
export function valueOf(node: Buffer, page: number): Buffer {
  const at = valueOffset(node)
  const end = at + node.readUInt32LE(0)
  if (end > node.length) throw brokenPage(page)
  return node.subarray(at, end)
}

/**
 * The runs in a record of the list of free pages: their number, then the pages, a run of several as minus its length and
 * its first page; zeros are gaps. Throws StorageError `damaged`.
 */
export function freeRunsOf(value: Buffer, page: number): { page: number; count: number }[] {
  if (value.length % 8 !== 0 || value.length < 8) throw brokenPage(page)
  const length = Number(value.readBigUInt64LE(0))
  if ((length + 1) * 8 > value.length) throw brokenPage(page)
  const runs: { page: number; count: number }[] = []
  for (let at = 1; at <= length; at++) {
    const entry = Number(value.readBigInt64LE(at * 8))
    if (entry === 0) continue
    if (entry > 0) runs.push({ page: entry, count: 1 })
    // A record is read by itself: one that ends with a length has no page for it.
    else if (++at <= length) runs.push({ page: Number(value.readBigInt64LE(at * 8)), count: -entry })
    else throw brokenPage(page)
  }
  return runs
}

function valueOffset(node: Buffer): number {
  return nodeHeaderBytes + node.readUInt16LE(6)
}

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

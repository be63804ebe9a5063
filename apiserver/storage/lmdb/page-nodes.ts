import { brokenPage, headerBytes } from './page-head.ts'

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

import { closeSync, fstatSync, openSync } from 'node:fs'
import { StorageError } from '../errors.ts'
import { entries, readState } from './environment.ts'
import type { Environment } from './environment.ts'
import { brokenPage, freeRunsOf, headerBytes, nodesOf, overflowOf, readBytes, readHead, valueOf } from './page-nodes.ts'
import type { Head, Overflow } from './page-nodes.ts'
import { decodeRecord, decodeState } from './record-codec.ts'
import type { StoreState } from './record-codec.ts'

/**
 * LMDB trusts its pages. A page with a wrong number or transaction, or one that is in use and on the list of free pages, reads
 * well and ends the process, or the data, at a later commit. LMDB has no function that looks, so this does: it walks the
 * tree of the records and that of the free pages in the file.
 */
const branchFlag = 0x01
const leafFlag = 0x02
const overflowFlag = 0x04
const maxDepth = 32

/** Throws StorageError `damaged`. Blocks: for a process of its own. */
export function verifyPages(path: string): void {
  const file = openSync(path, 'r')
  try {
    const head = readHead(file)
    if (fstatSync(file).size < (head.lastPage + 1) * head.pageSize) throw new StorageError('damaged', 'it is cut off')
    const walk = new PageWalk({ file, head })
    for (const page of walk.leaves(head.recordsRoot)) walk.claimOverflows(page)
    const free = [...walk.leaves(head.freeRoot)].flatMap((page) => walk.freeRuns(page))
    for (const run of free) walk.claim(run)
  } finally {
    closeSync(file)
  }
}

interface Page {
  readonly number: number
  readonly bytes: Buffer
}

/** A page has one use; which ones have been seen is all that is kept. */
class PageWalk {
  readonly #file: number
  readonly #head: Head
  readonly #claimed: Uint8Array

  constructor({ file, head }: { file: number; head: Head }) {
    this.#file = file
    this.#head = head
    this.#claimed = new Uint8Array(head.lastPage + 1)
  }

  /** The leaves of the tree, in order. */
  *leaves(root: number | undefined, depth = 0): Generator<Page> {
    if (root === undefined) return
    if (depth > maxDepth) throw brokenPage(root)
    const page = this.#readTreePage(root)
    if (page.bytes.readUInt16LE(18) === leafFlag) return yield page
    for (const node of nodesOf(page)) yield* this.leaves(node.readUIntLE(0, 6), depth + 1)
  }

  /** Claims the pages of values that have pages of their own. */
  claimOverflows(page: Page): void {
    for (const node of nodesOf(page)) {
      const overflow = overflowOf(node, page.number)
      if (overflow) this.#claimOverflow(overflow)
    }
  }

  freeRuns(page: Page): { page: number; count: number }[] {
    return [...nodesOf(page)].flatMap((node) => {
      const overflow = overflowOf(node, page.number)
      return freeRunsOf(overflow ? this.#readOverflow(overflow) : valueOf(node, page.number), page.number)
    })
  }

  claim({ page, count }: { page: number; count: number }): void {
    if (page < 2 || count < 1 || page + count - 1 > this.#head.lastPage) throw brokenPage(page)
    if (this.#claimed.subarray(page, page + count).includes(1)) throw brokenPage(page)
    this.#claimed.fill(1, page, page + count)
  }

  #readTreePage(number: number): Page {
    const { pageSize } = this.#head
    this.claim({ page: number, count: 1 })
    const bytes = readBytes(this.#file, number * pageSize, pageSize)
    this.#assertHeader({ number, bytes }, [branchFlag, leafFlag])
    return { number, bytes }
  }

  #claimOverflow({ page: number, count, length }: Overflow): void {
    const { pageSize } = this.#head
    this.claim({ page: number, count })
    if (headerBytes + length > count * pageSize) throw brokenPage(number)
    const bytes = readBytes(this.#file, number * pageSize, headerBytes)
    this.#assertHeader({ number, bytes }, [overflowFlag])
    if (bytes.readUInt32LE(20) !== count) throw brokenPage(number)
  }

  #readOverflow(overflow: Overflow): Buffer {
    this.#claimOverflow(overflow)
    return readBytes(this.#file, overflow.page * this.#head.pageSize + headerBytes, overflow.length)
  }

  /** A page bears its own number, and that of a transaction that was committed. */
  #assertHeader({ number, bytes }: Page, flags: readonly number[]): void {
    const isOwn = bytes.readBigUInt64LE(0) === BigInt(number)
    const isCommitted = bytes.readBigUInt64LE(8) <= this.#head.transaction
    if (!isOwn || !isCommitted || !flags.includes(bytes.readUInt16LE(18))) throw brokenPage(number)
  }
}

/**
 * Reads everything and compares it with what the store says about itself. Returns undefined for a store that was created,
 * but never written to. Throws StorageError `damaged`.
 */
export function verifyStore(environment: Environment): StoreState | undefined {
  const bytes = readState(environment)
  const found = summarise(environment)
  if (!bytes && found.count === 0) return undefined
  if (!bytes) throw new StorageError('damaged', 'its state record is missing')
  const state = decodeState(bytes)
  if (found.count !== state.count) {
    throw new StorageError('damaged', `it holds ${found.count} records where it should hold ${state.count}`)
  }
  if (found.digest !== state.digest)
    throw new StorageError('damaged', 'some of its records are older than they should be')
  if (found.revision > state.revision) {
    throw new StorageError(
      'damaged',
      `it has a record of revision ${found.revision}, but should be at ${state.revision}`,
    )
  }
  return state
}

function summarise(environment: Environment): { count: number; digest: number; revision: number } {
  const found = { count: 0, digest: 0, revision: 0 }
  let before = ''
  for (const { key, bytes } of entries(environment, '')) {
    if (key <= before) throw new StorageError('damaged', `its keys are out of order at ${key}`)
    const { checksum, revision } = decodeRecord(key, bytes)
    found.count++
    found.digest = (found.digest ^ checksum) >>> 0
    found.revision = Math.max(found.revision, revision)
    before = key
  }
  return found
}

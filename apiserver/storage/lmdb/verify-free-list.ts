import { open, type FileHandle } from 'node:fs/promises'
import { StorageError } from '../errors.ts'

/**
 * LMDB's list of free pages holds no records, so that reading them all does not notice when it is damaged; the first commits would.
 * LMDB has no function that reads it, so this walks its tree in the file. It looks at no more than the shape of the pages
 * (mdb.c: MDB_page_header, MDB_meta, MDB_db, MDB_node; data version 2, little endian), not at the numbers in the list.
 */
const headerBytes = 24
const branchFlag = 0x01
const leafFlag = 0x02
const overflowFlag = 0x04
const bigDataFlag = 0x01
const nodeHeaderBytes = 8
const maxDepth = 32
const noPage = 0xffff_ffff_ffff_ffffn

interface Head {
  readonly pageSize: number
  readonly lastPage: number
  /** Undefined when no page is free. */
  readonly root: number | undefined
}

/** Throws StorageError `damaged`. */
export async function verifyFreeList(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    const head = await readHead(file)
    if (head.root !== undefined) await verifyTree({ file, head, page: head.root, depth: 0 })
  } finally {
    await file.close()
  }
}

/** The state of the file as of the later of its two first pages. */
async function readHead(file: FileHandle): Promise<Head> {
  const first = await read(file, 0, 4096)
  const pageSize = first.readUInt32LE(headerBytes + 24)
  const second = await read(file, pageSize, 4096)
  const transactionOf = (meta: Buffer): bigint => meta.readBigUInt64LE(headerBytes + 128)
  const latest = transactionOf(first) >= transactionOf(second) ? first : second
  const root = latest.readBigUInt64LE(headerBytes + 64)
  const lastPage = Number(latest.readBigUInt64LE(headerBytes + 120))
  return { pageSize, lastPage, root: root === noPage ? undefined : Number(root) }
}

interface Visit {
  readonly file: FileHandle
  readonly head: Head
  readonly page: number
  readonly depth: number
}

async function verifyTree({ file, head, page, depth }: Visit): Promise<void> {
  const bytes = await readPage({ file, head, page, depth })
  const flags = bytes.readUInt16LE(18)
  if (flags !== branchFlag && flags !== leafFlag) throw broken(page)
  for (const node of nodesOf(bytes, page)) {
    const child = flags === branchFlag ? node.readUIntLE(0, 6) : overflowOf(node, page)
    if (child === undefined) continue
    if (flags === branchFlag) await verifyTree({ file, head, page: child, depth: depth + 1 })
    else if ((await readPage({ file, head, page: child, depth })).readUInt16LE(18) !== overflowFlag) throw broken(child)
  }
}

/** A page bears its own number. */
async function readPage({ file, head, page, depth }: Visit): Promise<Buffer> {
  if (page > head.lastPage || page < 2 || depth > maxDepth) throw broken(page)
  const bytes = await read(file, page * head.pageSize, head.pageSize)
  if (bytes.readBigUInt64LE(0) !== BigInt(page)) throw broken(page)
  return bytes
}

function* nodesOf(bytes: Buffer, page: number): Generator<Buffer> {
  const lower = bytes.readUInt16LE(20)
  if (headerBytes + lower > bytes.length) throw broken(page)
  for (let at = headerBytes; at < headerBytes + lower; at += 2) {
    const start = headerBytes + bytes.readUInt16LE(at)
    if (start + nodeHeaderBytes > bytes.length) throw broken(page)
    yield bytes.subarray(start)
  }
}

/** The page of the data of a leaf's node, where it is not in the node itself. */
function overflowOf(node: Buffer, page: number): number | undefined {
  const length = node.readUInt32LE(0)
  const start = nodeHeaderBytes + node.readUInt16LE(6)
  const isBig = (node.readUInt16LE(4) & bigDataFlag) !== 0
  if (start + (isBig ? 8 : length) > node.length) throw broken(page)
  return isBig ? Number(node.readBigUInt64LE(start)) : undefined
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, position)
  if (bytesRead < length) throw new StorageError('damaged', 'it is cut off')
  return bytes
}

function broken(page: number): StorageError {
  return new StorageError('damaged', `page ${page} of its list of free pages is not what was written`)
}

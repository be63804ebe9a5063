import { randomBytes } from 'node:crypto'
import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { openLmdbBackend } from '../../../../apiserver/storage/lmdb/open-lmdb-backend.ts'
import { verifyPages } from '../../../../apiserver/storage/lmdb/verify-pages.ts'
import { silentLog } from '../fixtures/log.ts'

const pageBytes = 4096
const headerBytes = 24

interface Made {
  readonly path: string
  readonly good: Buffer
  /** Where the meta page of the last transaction begins, and that of the one before. */
  readonly head: number
  readonly older: number
  readonly freeRoot: number
  readonly recordsRoot: number
}

/** The file of a store with values in pages of their own, and with free pages. */
async function makeFile(t: Test): Promise<Made> {
  const stateDir = t.testdir()
  const backend = await openLmdbBackend({ dir: join(stateDir, 'store'), stateDir, log: silentLog })
  for (let round = 0; round < 8; round++) {
    const commits = Array.from({ length: 200 }, (_, n) =>
      backend.commit({ type: 'put', key: `k/${n}`, value: randomBytes(n % 2 === 0 ? 6000 : 600) }),
    )
    await Promise.all(commits)
  }
  await backend.close()
  const path = join(stateDir, 'store', 'data.mdb')
  const good = await readFile(path)
  const transaction = (page: number): bigint => good.readBigUInt64LE(page * pageBytes + 152)
  const [head, older] = transaction(0) > transaction(1) ? [0, pageBytes] : [pageBytes, 0]
  const root = (at: number): number => Number(good.readBigUInt64LE(head + at))
  return { path, good, head, older, freeRoot: root(88), recordsRoot: root(136) }
}

/** The error about the file with `change` made to it. */
async function errorOf({ path, good }: Made, change: (file: Buffer) => void): Promise<unknown> {
  const file = Buffer.from(good)
  change(file)
  await writeFile(path, file)
  try {
    verifyPages(path)
  } catch (error) {
    return error
  } finally {
    await writeFile(path, good)
  }
  return undefined
}

t.test('a page that was overwritten is damage, in the tree of the records and in that of the free pages', async (t) => {
  const made = await makeFile(t)
  verifyPages(made.path)
  for (const root of [made.freeRoot, made.recordsRoot]) {
    for (const bad of [Buffer.alloc(pageBytes), randomBytes(pageBytes), made.good.subarray(0, pageBytes)]) {
      const error = await errorOf(made, (file) => file.set(bad, root * pageBytes))
      t.match(error, { code: 'damaged', message: new RegExp(`page ${root} `) })
    }
  }
  await truncate(made.path, pageBytes)
  t.throws(() => verifyPages(made.path), { code: 'damaged', message: /cut off/ })
})

t.test('a header that would only end a later commit is damage', async (t) => {
  const made = await makeFile(t)
  const at = made.recordsRoot * pageBytes
  const fields = { number: 3, transaction: 13, type: 18, loose: 19, space: 22 }
  for (const [field, offset] of Object.entries(fields)) {
    const error = await errorOf(made, (file) => file.writeUInt8((file[at + offset] ?? 0) ^ 0x40, at + offset))
    t.match(error, { code: 'damaged', message: new RegExp(`page ${made.recordsRoot} `) }, field)
  }
})

/** Where the first record of the list of free pages is: the number of its entries, then the entries. */
function freeEntries({ good, freeRoot }: Made): number {
  const nodeOf = (page: number): number => page + headerBytes + good.readUInt16LE(page + headerBytes)
  let page = freeRoot * pageBytes
  while (good.readUInt16LE(page + 18) === 1) page = good.readUIntLE(nodeOf(page), 6) * pageBytes
  const node = nodeOf(page)
  const value = node + 8 + good.readUInt16LE(node + 6)
  const isInOwnPage = good.readUInt16LE(node + 4) === 1
  return isInOwnPage ? Number(good.readBigUInt64LE(value)) * pageBytes + headerBytes : value
}

t.test('a page that is in use is not free', async (t) => {
  const made = await makeFile(t)
  const entries = freeEntries(made)
  const free = (page: number) => (file: Buffer) => {
    file.writeBigUInt64LE(1n, entries)
    file.writeBigUInt64LE(BigInt(page), entries + 8)
  }
  t.match(await errorOf(made, free(made.recordsRoot)), { code: 'damaged', message: /page \d+ is not/ })
  t.match(await errorOf(made, free(1)), { code: 'damaged' }, 'nor is a page of the head')
  t.match(await errorOf(made, free(1e6)), { code: 'damaged' }, 'nor one that is not there')
})

t.test('the head does not go back to the transaction before', async (t) => {
  const made = await makeFile(t)
  const write = (at: number, value: bigint) => (file: Buffer) => file.writeBigUInt64LE(value, at)
  const last = made.good.readBigUInt64LE(made.head + 152)
  t.match(await errorOf(made, write(made.head + 152, last - 4n)), { code: 'damaged', message: /first pages/ })
  t.match(await errorOf(made, write(made.older + 152, last + 1n)), { code: 'damaged', message: /page \d+ is not/ })
  t.match(await errorOf(made, write(made.head + 144, 1n << 40n)), { code: 'damaged' }, 'the number of the last page')
  t.match(await errorOf(made, write(made.head + 144, 10n)), { code: 'damaged' }, 'pages beyond the last')
})

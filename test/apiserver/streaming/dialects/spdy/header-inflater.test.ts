import { createHash } from 'node:crypto'
import { constants, createDeflate, createInflate } from 'node:zlib'
import t from 'tap'
import {
  decodeHeaderPairs,
  encodeHeaderPairs,
  HeaderDeflater,
  headerDictionary,
  HeaderInflater,
} from '../../../../../apiserver/streaming/dialects/spdy/header-block.ts'

t.test('the dictionary is the one of the specification', async (t) => {
  t.equal(headerDictionary.length, 1423)
  const stream = createDeflate({ dictionary: headerDictionary })
  const first = new Promise<Buffer>((resolve) => stream.once('data', resolve))
  stream.end('x')
  t.equal((await first).readUInt32BE(2), 0xe3c6a7c2)
  t.ok(createHash('sha256').update(headerDictionary).digest('hex'))
})

t.test('blocks that depend on those before them are inflated in their order', async (t) => {
  const inflater = new HeaderInflater({ maxBlockBytes: 4096 })
  t.teardown(() => inflater.close())
  const deflate = createDeflate({ dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH })
  for (const value of ['error', 'stdin', 'stdout', 'stdout']) {
    const pairs = encodeHeaderPairs(new Map([['streamtype', value]]))
    const block = await new Promise<Buffer>((resolve) => deflate.write(pairs, () => resolve(deflate.read() as Buffer)))
    t.equal(decodeHeaderPairs(await inflater.inflate(block), { maxHeaders: 4 }).get('streamtype'), value)
  }
})

t.test('what we deflate is read by an ordinary inflater', async (t) => {
  const deflater = new HeaderDeflater()
  const inflate = createInflate({ dictionary: headerDictionary, finishFlush: constants.Z_SYNC_FLUSH })
  for (const value of ['a', 'b'.repeat(1000)]) {
    const pairs = encodeHeaderPairs(new Map([['name', value]]))
    const read = new Promise<Buffer>((resolve) => inflate.once('data', resolve))
    inflate.write(deflater.deflate(pairs))
    t.same(await read, pairs)
  }
})

t.test('a bomb is given up at the limit', async (t) => {
  const inflater = new HeaderInflater({ maxBlockBytes: 16 * 1024 })
  const deflate = createDeflate({ dictionary: headerDictionary, flush: constants.Z_SYNC_FLUSH })
  const block = await new Promise<Buffer>((resolve) => {
    deflate.write(Buffer.alloc(10 * 1024 * 1024), () => resolve(deflate.read() as Buffer))
  })
  t.ok(block.length < 16 * 1024)
  await t.rejects(inflater.inflate(block), { name: 'SpdyError', message: /over 16384 bytes/ })
  await t.rejects(inflater.inflate(block), { name: 'SpdyError' }, 'and stays so')
})

t.test('garbage, an end of the stream, and a close reject', async (t) => {
  const garbage = new HeaderInflater({ maxBlockBytes: 1024 })
  await t.rejects(garbage.inflate(Buffer.from('not zlib at all')), { name: 'SpdyError' })
  const closed = new HeaderInflater({ maxBlockBytes: 1024 })
  closed.close()
  await t.rejects(closed.inflate(Buffer.alloc(0)), { name: 'SpdyError' })
})

t.test('malformed pairs are errors', async (t) => {
  const decode = (hex: string) => () => decodeHeaderPairs(Buffer.from(hex, 'hex'), { maxHeaders: 2 })
  t.throws(decode(''), /ends early/)
  t.throws(decode('00000003'), /3 headers/)
  t.throws(decode('00000001ffffffff'), /ends early/)
  t.throws(decode('000000010000000000000000'), /empty or repeated/)
  t.throws(decode('0000000061'), /after the last/)
})

import t from 'tap'
import { ResizeDecoder } from '../../../apiserver/streaming/dialects/common/resize-decoder.ts'
import { growth } from '../../support/growth.ts'

const push = (decoder: ResizeDecoder, text: string) => decoder.push(Buffer.from(text))

t.test('sizes may be cut anywhere, and come several at once', async (t) => {
  const decoder = new ResizeDecoder()
  t.same(push(decoder, '{"Wid'), [])
  t.same(push(decoder, 'th":80,"Height":24}\n{"Height": 1, "Width": 2 }{'), [
    { columns: 80, rows: 24 },
    { columns: 2, rows: 1 },
  ])
  const bytes = '"Width":7,"Height":8}'.split('').flatMap((byte) => push(decoder, byte))
  t.same(bytes, [{ columns: 7, rows: 8 }])
})

t.test('nonsense is skipped, and not kept', async (t) => {
  const decoder = new ResizeDecoder()
  for (const width of ['-1', '70000', '100000', '"a"', '1.5', '1e3', 'null', ''])
    t.same(push(decoder, `}{"Width":${width},"Height":1}`), [], width)
  t.same(push(decoder, '{"Width":1}null}{}}'), [])
  for (let round = 0; round < 100; round++) t.same(push(decoder, 'x'.repeat(100_000)), [])
  t.same(push(decoder, '}{"Width":3,"Height":4}'), [{ columns: 3, rows: 4 }])
})

t.test('the last size counts, however much came before it', async (t) => {
  const decoder = new ResizeDecoder()
  const sizes = push(decoder, '{"Width":1,"Height":2}'.repeat(100_000) + '{"Width":3,"Height":4}')
  t.ok(sizes.length < 100)
  t.same(sizes.at(-1), { columns: 3, rows: 4 })
})

t.test('a client that sends nonsense does not keep the server from its other clients', async (t) => {
  for (const text of ['}', '{}', '{x}', '{', '{"Width":', '"Width"  ']) {
    const grown = growth((bytes) => new ResizeDecoder().push(Buffer.alloc(bytes, text)), { size: 1 << 16, factor: 16 })
    t.ok(grown < 64, `${text} grows ${grown.toFixed(1)} times`)
  }
  const inPieces = (pieces: number): void => {
    const decoder = new ResizeDecoder()
    for (let piece = 0; piece < pieces; piece++) decoder.push(Buffer.alloc(1024, '{x}'))
  }
  t.ok(growth(inPieces, { size: 64, factor: 16 }) < 64)
})

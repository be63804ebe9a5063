import t from 'tap'
import { ResizeDecoder } from '../../../apiserver/streaming/resize-decoder.ts'

const push = (decoder: ResizeDecoder, text: string) => decoder.push(Buffer.from(text))

t.test('sizes may be cut anywhere, and come several at once', async (t) => {
  const decoder = new ResizeDecoder()
  t.same(push(decoder, '{"Wid'), [])
  t.same(push(decoder, 'th":80,"Height":24}\n{"Height":1,"Width":2}{'), [
    { columns: 80, rows: 24 },
    { columns: 2, rows: 1 },
  ])
})

t.test('nonsense is skipped, and not kept', async (t) => {
  const decoder = new ResizeDecoder()
  t.same(push(decoder, '}{"Width":-1,"Height":1}{"Width":70000,"Height":1}{"Width":"a","Height":1}null}'), [])
  for (let round = 0; round < 100; round++) t.same(push(decoder, 'x'.repeat(100_000)), [])
  t.same(push(decoder, '}{"Width":3,"Height":4}'), [{ columns: 3, rows: 4 }])
})

import t from 'tap'
import { Inbox } from '../../../proto/mux/inbox.ts'
import { Outbox } from '../../../proto/mux/outbox.ts'
import { FlightWindow } from '../../../proto/mux/flight-window.ts'
import { fromWireNumber, fromWireOffset, toWireNumber, toWireOffset } from '../../../proto/mux/frame-codec.ts'

const last = 2 ** 32 - 1

t.test('frame numbers skip 0 when they wrap', async (t) => {
  t.equal(toWireNumber(last), last)
  t.equal(toWireNumber(last + 1), 1)
  for (const count of [1, 2, last - 1, last, last + 1, last + 2, 3 * last + 5])
    for (const distance of [-3, 0, 4, 100_000])
      t.equal(fromWireNumber(toWireNumber(count + distance + 4), count + 4), count + distance + 4)
})

t.test('byte counts are taken modulo 2^32', async (t) => {
  for (const bytes of [0, 1, last, 2 ** 32, 2 ** 32 + 5, 5 * 2 ** 32 - 1])
    for (const distance of [0, 4_000_000, 2 ** 30])
      t.equal(fromWireOffset(toWireOffset(bytes + distance), bytes), bytes + distance)
})

t.test('an inbox takes each frame once, in order', async (t) => {
  const inbox = new Inbox()
  t.equal(inbox.accept(1, 10), true)
  t.equal(inbox.accept(2, 10), true)
  t.equal(inbox.accept(1, 10), false, 'a repetition')
  t.throws(() => inbox.accept(4, 10), { name: 'ProtocolError' })
  t.equal(inbox.received, 2)
  t.equal(inbox.unacknowledgedFrames, 2)
  inbox.acknowledged()
  t.equal(inbox.unacknowledgedBytes, 0)
})

t.test('an outbox keeps frames until they are acknowledged, and can repeat the rest', async (t) => {
  const outbox = new Outbox()
  const flight = new FlightWindow(1_000_000)
  const acknowledged: number[] = []
  for (let number = 1; number <= 200; number += 1) {
    t.equal(outbox.nextNumber, number)
    const sent = flight.send(outbox.bytes, number)
    outbox.keep({ bytes: Uint8Array.of(number), sent, onAcknowledged: () => acknowledged.push(number) })
  }
  outbox.acknowledge(0)
  t.equal(outbox.count, 200)
  outbox.acknowledge(150)
  outbox.acknowledge(20)
  t.equal(outbox.bytes, 50)
  t.equal(acknowledged.length, 150)
  t.equal([...outbox.unacknowledged()][0]?.[0], 151)
  t.throws(() => outbox.acknowledge(201), { name: 'ProtocolError' })
})

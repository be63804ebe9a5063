import { once } from 'node:events'
import t from 'tap'
import { MuxError } from '../../../proto/mux/errors.ts'
import { fromWireGoodbye } from '../../../proto/mux/goodbye.ts'
import { fromRefusal } from '../../../proto/mux/refusal.ts'
import { FakeClock, settle } from '../../support/fake-clock.ts'
import { createSessionPair, never, openChannel, readAll } from './support/sessions.ts'

const bye = { code: 'shutting-down', message: 'the test is over' } as const

t.test('a channel carries bytes of several streams both ways, half-closes, and ends with a result', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const { ours, theirs } = await openChannel(pair)
  ours.writable(0).end('to the process')
  t.equal((await readAll(theirs.readable(0))).toString(), 'to the process')
  theirs.writable(1).write('out')
  theirs.writable(2).write('err')
  theirs.finish(Uint8Array.of(7))
  const [out, err, end] = await Promise.all([readAll(ours.readable(1)), readAll(ours.readable(2)), ours.ended])
  t.equal(out.toString(), 'out')
  t.equal(err.toString(), 'err')
  t.strictSame(end, { kind: 'finished', result: Uint8Array.of(7) })
  t.strictSame(await theirs.ended, { kind: 'finished', result: new Uint8Array(0) }, 'the opener answers by itself')
  t.equal(pair.server.channelCount, 0)
  t.equal(pair.agent.channelCount, 0)
})

t.test('a result arrives after all data, however slowly that is read', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const { ours, theirs } = await openChannel(pair)
  const sent = Buffer.alloc(1_000_000, 'x')
  theirs.writable(1).write(sent)
  theirs.finish(Uint8Array.of(1))
  let ended = false
  void ours.ended.then(() => (ended = true))
  await settle(50)
  t.equal(ended, false, 'the credit is used up and nobody reads')
  t.equal((await readAll(ours.readable(1))).length, sent.length)
  t.equal((await ours.ended).kind, 'finished')
})

t.test('the opener may finish first and still gets everything', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const { ours, theirs } = await openChannel(pair)
  ours.writable(0).write('question')
  ours.finish()
  t.equal((await readAll(theirs.readable(0))).toString(), 'question')
  t.equal((await theirs.ended).kind, 'finished')
  theirs.writable(1).write(Buffer.alloc(300_000))
  theirs.finish(Uint8Array.of(9))
  t.equal((await readAll(ours.readable(1))).length, 300_000)
  t.equal((await ours.ended).kind, 'finished')
})

t.test('what the opener still writes when the work is done is dropped without an error', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const { ours, theirs } = await openChannel(pair)
  const stdin = ours.writable(0)
  stdin.write(Buffer.alloc(500_000))
  await settle()
  theirs.finish(Uint8Array.of(0))
  t.equal((await ours.ended).kind, 'finished')
  stdin.end('more')
  await once(stdin, 'finish')
  await settle()
  t.equal(pair.server.channelCount, 0)
})

t.test('what a refusal or a goodbye says cannot steer the terminal of its reader', (t) => {
  const message = '\u001b[2J\u009b31mno\r\n\tuptime here\u0007'
  const heard = '[2J31mno\n\tuptime here'
  t.equal(fromRefusal({ message }).message, heard)
  t.equal(fromWireGoodbye({ message }).message, heard)
  t.end()
})

t.test('a refusal rejects the open with its code and message', async (t) => {
  const pair = createSessionPair({
    clock: new FakeClock(20),
    onOpen: (incoming) => incoming.refuse(new MuxError('forbidden', 'not here')),
  })
  await t.rejects(pair.server.open(new Uint8Array(0), never), {
    name: 'MuxError',
    code: 'forbidden',
    message: 'not here',
  })
  t.equal(pair.server.channelCount, 0)
})

t.test('an agent that serves no channels refuses them, and one that throws says internal', async (t) => {
  const throwing = createSessionPair({
    onOpen: () => {
      throw new Error('a bug')
    },
  })
  await t.rejects(throwing.server.open(new Uint8Array(0), never), { code: 'internal' })
  await t.rejects(throwing.agent.open(new Uint8Array(0), never), { code: 'unsupported' }, 'the server serves none')
})

t.test('an open that is aborted tells the agent, who may still answer', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const aborter = new AbortController()
  const opened = pair.server.open(new Uint8Array(0), aborter.signal)
  await settle()
  aborter.abort()
  await t.rejects(opened, { code: 'cancelled' })
  await settle()
  const incoming = pair.asked[0]
  t.equal(incoming?.signal.aborted, true)
  const end = await incoming?.accept().ended
  t.match(end, { kind: 'failed', error: { code: 'cancelled' } })
  await settle()
  t.equal(pair.server.channelCount, 0)
  await openChannel(pair)
  t.equal(pair.agent.channelCount, 1, 'the connection is as before')
})

t.test('an open crossing its abort is taken back on both sides', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20), onOpen: (incoming) => incoming.accept() })
  const aborter = new AbortController()
  const opened = pair.server.open(new Uint8Array(0), aborter.signal)
  setImmediate(() => aborter.abort())
  await t.rejects(opened, { code: 'cancelled' })
  await settle()
  t.equal(pair.server.channelCount, 0)
  t.equal(pair.agent.channelCount, 0)
})

t.test('a reset destroys the streams of both sides with its reason', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const { ours, theirs } = await openChannel(pair)
  const reading = readAll(ours.readable(1))
  const stuck = new Promise((resolve) => theirs.writable(1).write(Buffer.alloc(10_000_000), resolve))
  ours.reset(new MuxError('timeout', 'too slow'))
  await t.rejects(reading, { code: 'timeout' })
  t.match(await stuck, { code: 'timeout' })
  t.match(await ours.ended, { kind: 'failed', error: { code: 'timeout' } })
  t.match(await theirs.ended, { kind: 'failed', error: { code: 'timeout', message: 'too slow' } })
  await settle()
  t.equal(pair.agent.channelCount + pair.server.channelCount, 0)
})

t.test('a source that fails resets the channel, so that a cut never looks like an end', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const { ours, theirs } = await openChannel(pair)
  theirs.writable(1).write('half of')
  theirs.writable(1).destroy(new Error('the disk is gone'))
  await t.rejects(readAll(ours.readable(1)), { code: 'internal', message: 'the disk is gone' })
  t.match(await ours.ended, { kind: 'failed' })
})

t.test('a reader that is destroyed lets the others of its channel go on', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const { ours, theirs } = await openChannel(pair)
  ours.readable(1).destroy()
  theirs.writable(1).write(Buffer.alloc(3_000_000))
  theirs.writable(2).end('still here')
  t.equal((await readAll(ours.readable(2))).toString(), 'still here')
})

t.test('control messages overtake data and wait for their listener', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const { ours, theirs } = await openChannel(pair)
  ours.writable(0).write(Buffer.alloc(5_000_000))
  for (let size = 0; size < 100; size += 1) ours.control(Uint8Array.of(size))
  await settle()
  const got: number[] = []
  theirs.onControl((message) => got.push(message[0] ?? -1))
  ours.control(Uint8Array.of(200))
  await settle()
  t.strictSame(
    got.slice(0, 63),
    Array.from({ length: 63 }, (_, index) => index),
    'the first ones in order',
  )
  t.strictSame(got.slice(63), [99, 200], 'of too many, the latest')
})

t.test('a control message over its limit throws at once', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const { ours } = await openChannel(pair)
  t.throws(() => ours.control(new Uint8Array(100_000)), { code: 'invalid' })
  await t.rejects(pair.server.open(new Uint8Array(100_000), never), { code: 'invalid' })
})

t.test('more channels than the limit are refused on the side that asks and on the side that is asked', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20), limits: { maxChannels: 3 } })
  const channels = [await openChannel(pair), await openChannel(pair), await openChannel(pair)]
  await t.rejects(pair.server.open(new Uint8Array(0), never), { code: 'too-many' })
  await t.rejects(pair.agent.open(new Uint8Array(0), never), { code: 'too-many' })
  channels[0]?.theirs.finish()
  await channels[0]?.ours.ended
  await settle()
  await openChannel(pair)
  t.equal(pair.server.channelCount, 3)
})

t.test('ended channels are forgotten once that is acknowledged', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20), limits: { maxChannels: 4 } })
  for (let round = 0; round < 200; round += 1) {
    const { ours, theirs } = await openChannel(pair)
    if (round % 2 === 0) ours.reset(new MuxError('cancelled', 'enough'))
    else theirs.finish()
    await Promise.all([ours.ended, theirs.ended])
    await pair.clock.advance(25)
  }
  t.equal(pair.server.channelCount, 0)
})

t.test('a goodbye reaches the peer, and both sides fail their channels as unavailable', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const { ours, theirs } = await openChannel(pair)
  const waiting = pair.server.open(new Uint8Array(0), never)
  waiting.catch(() => {})
  await settle()
  await pair.server.close({ code: 'replaced', message: 'a newer one' })
  t.match(await pair.server.closed, { by: 'us', goodbye: { code: 'replaced' } })
  t.match(await pair.agent.closed, { by: 'peer', goodbye: { code: 'replaced', message: 'a newer one' } })
  t.match(await ours.ended, { kind: 'failed', error: { code: 'unavailable' } })
  t.match(await theirs.ended, { kind: 'failed', error: { code: 'unavailable' } })
  await t.rejects(waiting, { code: 'unavailable' })
  t.equal(pair.asked[1]?.signal.aborted, true)
  await t.rejects(pair.server.open(new Uint8Array(0), never), { code: 'unavailable' })
  await pair.server.close(bye)
  ours.finish()
  ours.control(Uint8Array.of(1))
  theirs.reset(new MuxError('internal', 'late'))
})

t.test('a transport that fails ends the session with its error', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const { ours } = await openChannel(pair)
  pair.serverTransport.fail(new Error('ECONNRESET'))
  t.match(await pair.server.closed, { by: 'transport', error: { message: 'ECONNRESET' } })
  t.match(await ours.ended, { kind: 'failed', error: { code: 'unavailable' } })
})

t.test('close waits for a transport that hangs, but not for ever', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  pair.serverTransport.close = () => {}
  pair.agentTransport.close = () => {}
  let done = false
  const closing = pair.server.close(bye).then(() => (done = true))
  await pair.clock.advance(1900)
  t.equal(done, false)
  await pair.clock.advance(200)
  await closing
  t.equal(done, true)
})

t.test('a listener of control messages that throws costs its channel alone', async (t) => {
  const pair = createSessionPair({ clock: new FakeClock(20) })
  const first = await openChannel(pair)
  const second = await openChannel(pair)
  first.theirs.onControl(() => {
    throw new Error('a bug')
  })
  first.ours.control(Uint8Array.of(1))
  t.match(await first.ours.ended, { kind: 'failed', error: { code: 'internal' } })
  second.ours.writable(0).end('fine')
  t.equal((await readAll(second.theirs.readable(0))).toString(), 'fine')
})

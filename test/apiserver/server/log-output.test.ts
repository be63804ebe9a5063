import { pino } from 'pino'
import t from 'tap'
import { openLogOutput } from '../../../apiserver/server/log-output.ts'

t.test('a log that cannot be written stops nobody, and says later how much it lacks', (t) => {
  let room = 1000
  let text = ''
  const writeSome = (_: number, bytes: Uint8Array): number => {
    if (room === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
    const count = Math.min(room, bytes.length)
    room -= count
    text += Buffer.from(bytes.subarray(0, count)).toString()
    return count
  }
  const log = pino({}, openLogOutput(2, writeSome))
  log.info('one')
  room = 10
  log.info('in part')
  log.info('not at all')
  room = 1000
  log.info('again')
  log.info('last')
  const lines = text.trimEnd().split('\n')
  t.match(lines[0], /"msg":"one"/)
  t.equal(lines[1]?.length, 10)
  t.match(JSON.parse(lines[2] ?? ''), { level: 40, lostLines: 2, msg: /could not be written/ })
  t.match(JSON.parse(lines[3] ?? ''), { msg: 'again' })
  t.match(JSON.parse(lines[4] ?? ''), { msg: 'last' })
  t.equal(lines.length, 5)
  t.end()
})

import t from 'tap'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { AuditWriter } from '../../../apiserver/audit/audit-writer.ts'
import type { AuditWriterOptions } from '../../../apiserver/audit/audit-writer.ts'
import { AppendError } from '../../../apiserver/audit/line-sink.ts'
import type { LineSink } from '../../../apiserver/audit/line-sink.ts'
import { createAuditMetrics } from '../../../apiserver/audit/metrics.ts'
import { eventually } from '../../support/processes.ts'

/** Takes `room` bytes, and then fails until there is more. */
class SmallSink implements LineSink {
  room = 0
  text = ''
  appends = 0
  isClosed = false

  async append(lines: Buffer): Promise<void> {
    this.appends++
    const taken = Math.min(this.room, lines.length)
    this.room -= taken
    this.text += lines.subarray(0, taken).toString()
    if (taken < lines.length) throw new AppendError(taken, new Error('ENOSPC'))
  }

  async close(): Promise<void> {
    this.isClosed = true
  }
}

function openWriter(options: Partial<AuditWriterOptions> = {}) {
  const sink = new SmallSink()
  const logs: { msg: string; dropped?: number; lost?: number }[] = []
  const log = pino({}, { write: (line: string) => void logs.push(JSON.parse(line)) })
  const registry = new Registry()
  const metrics = createAuditMetrics(registry, () => writer.buffered)
  const writer = new AuditWriter({ sink, log, metrics, batchMs: 1, retryMs: { first: 1, last: 4 }, ...options })
  return { sink, logs, registry, writer }
}

t.test('lines that come together are written together, in order', async (t) => {
  const { sink, writer } = openWriter()
  sink.room = 1000
  for (let n = 0; n < 10; n++) writer.add(`${n}\n`)
  await writer.flush()
  t.equal(sink.text, '0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n')
  t.equal(sink.appends, 1)
  t.equal(writer.buffered, 0)
  await writer.flush()
  await writer.close()
  t.ok(sink.isClosed)
})

t.test('a sink that is full gets each byte once, when there is room again', async (t) => {
  const { sink, writer, logs, registry } = openWriter()
  sink.room = 5
  for (const line of ['one\n', 'two\n', 'three\n']) writer.add(line)
  await t.rejects(writer.flush(), { message: 'ENOSPC' })
  t.ok(writer.isFailing)
  t.equal(sink.text, 'one\nt')
  writer.add('four\n')
  sink.room = 1000
  await eventually('the retry comes by itself', () => !writer.isFailing && writer.buffered === 0)
  t.equal(sink.text, 'one\ntwo\nthree\nfour\n')
  t.same(
    logs.map(({ msg }) => msg.split(';')[0]),
    ['the audit log cannot be written', 'the audit log can be written again'],
  )
  t.match(await registry.metrics(), /^aranya_audit_events_total\{result="written"\} 4$/m)
  await writer.close()
})

t.test('what does not fit is dropped and counted, and the log is told at a bounded rate', async (t) => {
  const { sink, writer, logs, registry } = openWriter({ maxBuffered: 10 })
  t.ok(writer.add('12345\n'))
  t.notOk(writer.add('67890\n'))
  for (let n = 0; n < 50; n++) await writer.flush().catch(() => {})
  t.ok(sink.appends > 10)
  t.equal(logs.length, 1)
  const metrics = await registry.metrics()
  t.match(metrics, /^aranya_audit_events_total\{result="dropped"\} 1$/m)
  t.match(metrics, /^aranya_audit_buffered_bytes 6$/m)
  t.match(metrics, /^aranya_audit_write_failures_total \d\d+$/m)
  sink.room = 100
  await writer.flush()
  t.match(logs[1], { msg: 'the audit log can be written again', dropped: 1 })
  t.ok(writer.add('67890\n'), 'there is room again')
  await writer.close()
  t.equal(sink.text, '12345\n67890\n')
})

t.test('a writer that is closed says what it could not write', async (t) => {
  const { sink, writer, logs } = openWriter()
  writer.add('one\n')
  await writer.close()
  await writer.close()
  t.ok(sink.isClosed)
  t.match(logs.at(-1), { msg: 'audit events were lost', lost: 1 })
  t.notOk(writer.add('two\n'))
})

t.test('a write that never ends does not keep the process from its end', async (t) => {
  const { sink, writer, logs } = openWriter()
  sink.append = () => new Promise(() => {})
  writer.add('one\n')
  await t.rejects(writer.close(), { message: 'nobody takes what is written to the audit log' })
  t.match(logs.at(-1), { msg: 'audit events were lost', lost: 1 })
})

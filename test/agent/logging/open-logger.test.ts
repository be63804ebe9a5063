import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { RotatingFile, toJsonLine, toTextLine } from '../../../agent/logging/open-logger.ts'

t.test('the log file is bounded, and keeps the one before it', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'arhat-log-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  const path = join(directory, 'log')
  const file = new RotatingFile(path, 100)
  for (let i = 0; i < 50; i++) file.write(`line ${i}\n`)
  file.close()
  t.ok(statSync(path).size <= 108)
  t.ok(statSync(`${path}.1`).size <= 108)
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.match(readFileSync(path, 'utf8'), /line 49\n$/)
  t.notOk(existsSync(`${path}.2`))
  t.end()
})

t.test('a line for people keeps values quoted, so that none can pass for another line', (t) => {
  const record = { level: 30, time: 'T', msg: 'hello', fields: { user: 'a', path: 'x\nT ERROR fake' } }
  t.equal(toTextLine(record), 'T INFO  hello user=a path="x\\nT ERROR fake"\n')
  t.end()
})

t.test('a line for programs is one JSON object, errors included', (t) => {
  const line = toJsonLine({ level: 40, time: 'T', msg: 'oops', fields: { err: new TypeError('no\nway') } })
  t.equal(line.split('\n').length, 2)
  t.match(JSON.parse(line), {
    level: 40,
    time: 'T',
    msg: 'oops',
    err: { type: 'TypeError', message: 'no\nway', stack: /test/ },
  })
  t.end()
})

import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseLineTime } from '../../../../agent/handlers/log/line-format.ts'
import { startLocalAgent } from '../../support/local-agent.ts'
import { readLog } from '../../support/log-client.ts'

t.test('files are read as they are asked for', async (t) => {
  const agent = await startLocalAgent(t)
  agent.allowed = ['log']
  const at = (name: string): string => join(agent.stateDir, name)
  const put = (name: string, content: string | Buffer): { path: string } => {
    writeFileSync(at(name), content)
    return { path: at(name) }
  }
  const read = async (...[log]: [Parameters<typeof readLog>[1]]): Promise<string> =>
    (await readLog(agent.session, log)).toString()

  await t.test('whole, byte for byte', async (t) => {
    const bytes = randomBytes(3 * 1024 * 1024 + 17)
    const got = await readLog(agent.session, { source: put('binary', bytes) })
    t.ok(got.equals(bytes))
  })

  await t.test('the last lines, of which the last may be unfinished', async (t) => {
    const source = put('tail', 'one\ntwo\nthree')
    t.equal(await read({ source, tailLines: 1 }), 'three')
    t.equal(await read({ source, tailLines: 2 }), 'two\nthree')
    t.equal(await read({ source, tailLines: 3 }), 'one\ntwo\nthree')
    t.equal(await read({ source, tailLines: 9_007_199_254_740_991 }), 'one\ntwo\nthree')
    t.equal(await read({ source, tailLines: 0 }), '')
    t.equal(await read({ source: put('ended', 'one\n\ntwo\n'), tailLines: 2 }), '\ntwo\n')
    t.equal(await read({ source: put('empty', ''), tailLines: 2 }), '')
    t.equal(await read({ source: put('newline', '\n'), tailLines: 2 }), '\n')
  })

  await t.test('the last lines where they are longer than a block', async (t) => {
    const long = `${'x'.repeat(200_000)}\n`
    const source = put('long', `first\n${long}${long}last\n`)
    t.equal(await read({ source, tailLines: 1 }), 'last\n')
    t.equal((await read({ source, tailLines: 2 })).length, long.length + 5)
    t.equal((await read({ source, tailLines: 3 })).length, 2 * long.length + 5)
    t.equal((await read({ source, tailLines: 4 })).length, 2 * long.length + 11)
  })

  await t.test('the last lines of a huge file, without reading it', async (t) => {
    const source = put('huge', '')
    truncateSync(source.path, 64 * 1024 * 1024 * 1024)
    writeFileSync(source.path, '\nlast but one\nlast\n', { flag: 'a' })
    t.equal(await read({ source, tailLines: 2 }), 'last but one\nlast\n')
  })

  await t.test('no more bytes than asked for, times included', async (t) => {
    const source = put('limited', '2026-11-21T10:00:00Z one\n')
    t.equal(await read({ source, limitBytes: 7 }), '2026-11')
    t.equal((await read({ source, limitBytes: 30, timestamps: true })).length, 30)
    t.equal(await read({ source, limitBytes: 25 }), '2026-11-21T10:00:00Z one\n')
    t.equal((await read({ source, limitBytes: 1e15 })).length, 25)
  })

  await t.test('lines since a time, with what belongs to them', async (t) => {
    const source = put(
      'dated',
      'no time\n2026-11-21T10:00:00Z one\n  of one\n2026-11-21T11:00:00Z two\n  of two\n2026-11-21T10:30:00Z late\n',
    )
    const since = (time: string) => ({ source, sinceTimeMilliseconds: Date.parse(time) })
    t.equal(
      await read(since('2026-11-21T10:30:00Z')),
      'no time\n2026-11-21T11:00:00Z two\n  of two\n2026-11-21T10:30:00Z late\n',
    )
    t.equal(await read({ ...since('2026-11-21T10:45:00Z'), tailLines: 2 }), '  of two\n')
    const now = new Date().toISOString()
    const recent = put('recent', `2020-01-01T00:00:00Z old\n${now} new\n`)
    t.equal(await read({ source: recent, sinceSeconds: 3600 }), `${now} new\n`)
  })

  await t.test('times before lines of any length', async (t) => {
    const rest = 'y'.repeat(150_000)
    const source = put('stamped', `2026-11-21 10:00:00,123 ${rest}\nmore\nlast`)
    const local = new Date(2026, 10, 21, 10, 0, 0, 123).toISOString()
    const expected = `${local} 2026-11-21 10:00:00,123 ${rest}\n${local} more\n${local} last`
    t.equal(await read({ source, timestamps: true }), expected)
    t.equal(await read({ source, timestamps: true, tailLines: 1 }), `${local} last`)
  })

  await t.test('a file whose lines carry no time is refused where times are needed', async (t) => {
    const source = put('timeless', 'one\ntwo\n')
    const refused = { code: 'invalid', message: /carry a time, and those of container "syslog" in pod "web" do not/ }
    await t.rejects(read({ source, timestamps: true }), refused)
    await t.rejects(read({ source, sinceSeconds: 10 }), refused)
    await t.rejects(read({ source, sinceTimeMilliseconds: 0 }), refused)
  })

  await t.test('the file before the rotation', async (t) => {
    const source = put('rotated', 'new\n')
    const none = { code: 'invalid', message: 'previous terminated container "syslog" in pod "web" not found' }
    await t.rejects(read({ source, previous: true }), none)
    put('rotated-20261119', 'older\n')
    put('rotated-20261120', 'dated\n')
    t.equal(await read({ source, previous: true }), 'dated\n')
    put('rotated.1', 'old\n')
    t.equal(await read({ source, previous: true, follow: true }), 'old\n')
  })

  await t.test("the agent's own log", async (t) => {
    await t.rejects(read({}), { code: 'not-found' })
    put('arhat.log', '{"level":30,"time":"2026-11-21T10:00:00.000Z","msg":"own"}\n')
    t.match(await read({ timestamps: true }), /^2026-11-21T10:00:00.000Z \{"level":30,.*"own"\}\n$/)
  })

  await t.test('what is no file is refused by what it is, and never waited for', async (t) => {
    mkdirSync(at('directory'))
    execFileSync('mkfifo', [at('fifo')])
    symlinkSync(at('loop'), at('loop'))
    symlinkSync(put('target', 'through a link\n').path, at('link'))
    t.equal(await read({ source: { path: at('link') } }), 'through a link\n')
    const refusals: readonly (readonly [string, { code: string; message: RegExp }])[] = [
      [at('directory'), { code: 'invalid', message: /is a directory/ }],
      [at('fifo'), { code: 'invalid', message: /is a FIFO/ }],
      ['/dev/null', { code: 'invalid', message: /is a device/ }],
      [at('loop'), { code: 'invalid', message: /symbolic links/ }],
      [at('missing'), { code: 'not-found', message: /no such file/ }],
      [at('link/below'), { code: 'not-found', message: /not a directory/ }],
      ['relative', { code: 'invalid', message: /absolute/ }],
      ['/nul\0', { code: 'invalid', message: /absolute/ }],
      [`/${'x'.repeat(300)}`, { code: 'invalid', message: /too long/ }],
    ]
    for (const [path, error] of refusals) await t.rejects(read({ source: { path } }), error, path)
  })

  await t.test('numbers that make no sense are refused', async (t) => {
    const source = put('numbers', 'x\n')
    for (const log of [{ tailLines: -1 }, { limitBytes: Number.NaN }, { sinceSeconds: -5 }])
      await t.rejects(read({ source, ...log }), { code: 'invalid' })
  })

  await t.test('what the operator does not allow is not read', async (t) => {
    agent.allowed = ['exec']
    await t.rejects(read({ source: put('secret', 'x') }), { code: 'forbidden', message: /does not allow log/ })
  })
})

t.test('times are recognised in the forms that logs have', async (t) => {
  const now = Date.parse('2026-01-02T12:00:00Z')
  const utc = Date.parse('2026-01-02T03:04:05Z')
  const local = new Date(2026, 0, 2, 3, 4, 5).getTime()
  const forms: readonly (readonly [string, number | undefined])[] = [
    ['2026-01-02T03:04:05Z x', utc],
    ['2026-01-02T03:04:05.123456789Z x', utc + 123],
    ['2026-01-02T04:04:05+01:00 x', utc],
    ['2026-01-02T03:04:05.000123+0000 host sshd[1]: x', utc],
    ['2026-01-02 03:04:05,5 INFO x', local + 500],
    ['2026-01-02 03:04:05 +0000 x', utc],
    ['[2026-01-02T03:04:05Z] x', utc],
    ['2026/01/02 03:04:05 [error] x', local],
    ['<34>1 2026-01-02T03:04:05Z host x', utc],
    ['Jan  2 03:04:05 host x', local],
    ['<13>Jan 02 03:04:05 host x', local],
    ['Dec 31 03:04:05 host x', new Date(2025, 11, 31, 3, 4, 5).getTime()],
    ['127.0.0.1 - bob [02/Jan/2026:04:04:05 +0100] "GET / HTTP/1.1" 200', utc],
    ['{"level":30,"time":"2026-01-02T03:04:05Z"}', utc],
    [`{"level":30,"time":${utc},"msg":"x"}`, utc],
    [`{"ts":${utc / 1000}.25}`, utc + 250],
    ['{"msg":"\\"time\\":\\"2026-01-02T03:04:05Z\\""}', undefined],
    ['2026-13-45T99:99:99Z x', undefined],
    ['Foo  2 03:04:05 host x', undefined],
    ['12345', undefined],
    ['', undefined],
    ['{', undefined],
    ['\0\xff', undefined],
  ]
  for (const [line, time] of forms) t.equal(parseLineTime(line, now), time, line)
})

import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Test } from 'tap'
import { ApiError } from '../../apiserver/api/meta/errors.ts'
import type { Certificate } from '../apiserver/streaming/support/certificate.ts'
import { pattern } from '../apiserver/streaming/support/fake-device.ts'
import type { StreamClient, StreamDialect } from '../apiserver/streaming/support/stream-client.ts'
import { HandshakeRefused } from '../apiserver/streaming/support/stream-client.ts'
import { TestServer } from '../apiserver/streaming/support/test-server.ts'
import { settled } from '../support/processes.ts'

const mebibyte = 1024 * 1024
const bigBytes = 4 * mebibyte

/** What every dialect of remote commands must do, whatever carries it. */
export function streamSuite(
  t: Test,
  { dialect, certificate }: { dialect: StreamDialect; certificate: Certificate },
): void {
  const test = (name: string, run: (t: Test, server: TestServer) => Promise<void>): void => {
    t.test(name, async (t) => {
      const server = await TestServer.start({ certificate })
      t.teardown(() => server.close())
      await run(t, server)
      t.same(server.strays, [], 'nothing is thrown after the answer')
    })
  }

  test('a success is told, after all output', async (t, server) => {
    const client = await dialect.connect(server, { command: ['print', '100000'] })
    const status = await client.status
    t.equal(Buffer.concat(client.stdout).length, 100_000)
    t.match(status, dialect.jsonStatus ? '"status":"Success"' : /^$/)
  })

  test('stdout, stderr and the exit code arrive apart', async (t, server) => {
    const client = await dialect.connect(server, { command: ['both'] })
    const status = await client.status
    t.equal(Buffer.concat(client.stdout).toString(), 'to stdout\n')
    t.equal(Buffer.concat(client.stderr).toString(), 'to stderr\n')
    const causes = [{ reason: 'ExitCode', message: '3' }]
    if (dialect.jsonStatus)
      t.match(JSON.parse(status), { status: 'Failure', reason: 'NonZeroExitCode', details: { causes } })
    else t.equal(status, 'command terminated with exit code 3')
  })

  test('bytes of any value pass both ways unchanged, and many of them', async (t, server) => {
    const client = await dialect.connect(server, { command: ['cat'], stdin: true })
    const hash = createHash('sha256')
    for (const block of pattern(bigBytes)) {
      hash.update(block)
      await client.write(block)
    }
    if (dialect.halfCloses) client.endStdin()
    await received(client, bigBytes)
    t.equal(createHash('sha256').update(Buffer.concat(client.stdout)).digest('hex'), hash.digest('hex'))
    if (dialect.halfCloses) t.match(await client.status, dialect.jsonStatus ? 'Success' : /^$/)
    client.kill()
  })

  if (dialect.halfCloses) {
    test('output goes on after stdin has ended', async (t, server) => {
      const client = await dialect.connect(server, { command: ['sha256'], stdin: true })
      await client.write(Buffer.from('abc'))
      client.endStdin()
      await client.status
      const expected = createHash('sha256').update('abc').digest('hex')
      t.equal(Buffer.concat(client.stdout).toString(), `3 ${expected}\n`)
    })
  }

  test('without stdin the process sees an end at once', async (t, server) => {
    const client = await dialect.connect(server, { command: ['sha256'] })
    await client.status
    t.match(Buffer.concat(client.stdout).toString(), /^0 e3b0c44/)
  })

  test('a process may end while its stdin is open', async (t, server) => {
    const client = await dialect.connect(server, { command: ['first-line'], stdin: true })
    await client.write(Buffer.from('line\n'))
    const status = await client.status
    t.equal(Buffer.concat(client.stdout).toString(), 'got line\n')
    t.match(status, dialect.jsonStatus ? 'Success' : /^$/)
  })

  if (dialect.resizes) {
    test('sizes of the terminal reach the device', async (t, server) => {
      const client = await dialect.connect(server, { command: ['hang'], stdin: true, tty: true })
      client.resize('{"Width":80,')
      client.resize('"Height":24}\n{"Width":120,"Height":40}')
      await received(client, 'size 80x24\nsize 120x40\n'.length)
      t.match(server.device.sessions[0]?.sizes, [
        { columns: 80, rows: 24 },
        { columns: 120, rows: 40 },
      ])
      client.kill()
    })
  }

  test('a client that is gone takes its session with it', async (t, server) => {
    const started = server.device.nextStart()
    const client = await dialect.connect(server, { command: ['hang'], stdin: true })
    const session = await started
    client.kill()
    t.match(await session.device.ended, { kind: 'failed', error: { code: 'cancelled' } })
  })

  test('a client that does not read stops the device, and gets all once it does', async (t, server) => {
    const started = server.device.nextStart()
    const client = await dialect.connect(server, { command: ['hang'] })
    client.pause()
    const { device } = await started
    let written = 0
    const source = Readable.from(counted(24 * mebibyte, (bytes) => (written += bytes)))
    source.pipe(device.writable(1))
    const stalled = await settled('what was written', () => written)
    t.ok(stalled < 16 * mebibyte, `stopped after ${stalled} bytes`)
    client.resume()
    await received(client, 24 * mebibyte)
    client.kill()
  })

  test('a process that does not read stops the client', async (t, server) => {
    const client = await dialect.connect(server, { command: ['hang'], stdin: true })
    let written = 0
    const block = Buffer.alloc(256 * 1024)
    void (async () => {
      while (written < 24 * mebibyte) {
        await client.write(block)
        written += block.length
      }
    })()
    const stalled = await settled('what was written', () => written)
    t.ok(stalled < 16 * mebibyte, `stopped after ${stalled} bytes`)
    client.kill()
  })

  test('a lost device is a failure that says so', async (t, server) => {
    const client = await dialect.connect(server, { command: ['lose'] })
    t.match(await client.status, /lost connection to device default\/pod: heartbeats were missed/)
  })

  test('a device that fails, or talks nonsense, is no success', async (t, server) => {
    const failed = await dialect.connect(server, { command: ['fail'] })
    t.match(await failed.status, 'the device is on fire')
    const nonsense = await dialect.connect(server, { command: ['nonsense'] })
    t.match(await nonsense.status, 'result that cannot be read')
  })

  test('a refusal of the device is an HTTP answer, and nothing runs', async (t, server) => {
    server.device.beforeOpen = () => Promise.reject(new ApiError('Forbidden', 'the agent does not allow exec'))
    const refused = await dialect.connect(server, { command: ['cat'] }).catch((error: unknown) => error)
    t.ok(refused instanceof HandshakeRefused)
    t.match(refused, { code: 403, message: /"reason":"Forbidden"/ })
    t.same(server.device.sessions, [])
  })
}

/** Waits until `bytes` have come on stdout. */
async function received(client: StreamClient, bytes: number): Promise<void> {
  let total = 0
  let counted = 0
  for (;;) {
    for (; counted < client.stdout.length; counted++) total += client.stdout[counted]?.length ?? 0
    if (total >= bytes) return
    await client.nextOutput()
  }
}

function* counted(total: number, count: (bytes: number) => void): Generator<Buffer> {
  for (const block of pattern(total)) {
    count(block.length)
    yield block
  }
}

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import type { Channel } from '../../../proto/mux/channel.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import { exec, finish, finishStarted, openExec, resize, start } from '../support/exec-client.ts'
import { startLocalAgent } from '../support/local-agent.ts'
import { settled } from '../../support/processes.ts'
import { processesWith, until } from '../support/processes.ts'

/** Collects what a terminal shows. */
function screenOf(channel: Channel): { readonly text: () => string } {
  let text = ''
  channel.readable(1).on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { text: () => text }
}

t.test('a command on a terminal has one, of the size that the client told first', async (t) => {
  const { session } = await startLocalAgent(t)
  const channel = await openExec(session, {
    command: ['sh', '-c', 'tty; stty size; echo $TERM; exit 3'],
    tty: true,
    stdin: true,
  })
  resize(channel, 123, 45)
  const result = await finish(channel)
  t.match(result.stdout, /^\/dev\/pts\/\d+\r\n45 123\r\nxterm-256color\r\n$/)
  t.equal(result.exitCode, 3)
})

t.test('what is typed is echoed, and a new size reaches the command', async (t) => {
  const { session } = await startLocalAgent(t)
  const channel = await openExec(session, {
    command: [
      'bash',
      '--norc',
      '-c',
      'trap \'stty size\' WINCH; echo ready; while read -r line; do echo "got $line"; done; exit 6',
    ],
    tty: true,
    stdin: true,
  })
  const screen = screenOf(channel)
  start(channel)
  await until(() => screen.text().includes('ready'))
  channel.writable(0).write('hello\n')
  await until(() => screen.text().includes('hello\r\ngot hello\r\n'))
  resize(channel, 100, 30)
  channel.writable(0).write('again\n')
  await until(() => screen.text().includes('30 100'))
  channel.writable(0).end()
  t.match(await finishStarted(channel), { exitCode: 6 })
})

t.test('input that ended before a shell had set up its terminal left the shell waiting for ever', async (t) => {
  const { session } = await startLocalAgent(t)
  // As readline does, which a ^D that came before it is lost to; and a second reader has an end, too.
  const script = 'sleep 0.2; old=$(stty -g); stty -icanon min 1; head -c 4; stty "$old"; cat; cat; echo done'
  const channel = await openExec(session, { command: ['sh', '-c', script], tty: true, stdin: true })
  t.match(await finish(channel, 'abc\n'), { stdout: /done\r\n$/, exitCode: 0 })
  const shell = await openExec(session, { command: ['bash', '--norc', '-i'], tty: true, stdin: true })
  t.match(await finish(shell, 'echo $((40 + 2))\n'), { stdout: /42\r\n/, exitCode: 0 })
})

t.test('the end of the input ends a terminal’s reader, even after an unfinished line', async (t) => {
  const { session } = await startLocalAgent(t)
  const channel = await openExec(session, {
    command: ['sh', '-c', 'stty -echo; echo ready; wc -c'],
    tty: true,
    stdin: true,
  })
  const screen = screenOf(channel)
  start(channel)
  await until(() => screen.text().includes('ready'))
  channel.writable(0).end('abc')
  t.equal((await channel.ended).kind, 'finished')
  t.match(screen.text(), /ready\r\n3\r\n/)
})

t.test('a signal that ends a command on a terminal is told', async (t) => {
  const { session } = await startLocalAgent(t)
  const channel = await openExec(session, { command: ['sh', '-c', 'kill -KILL $$'], tty: true })
  t.match(await finish(channel), { exitCode: 137, signal: 'SIGKILL' })
})

t.test('a slow client gets all of the output of a command that ended long ago, and none of it twice', async (t) => {
  const { session } = await startLocalAgent(t)
  // More than the window takes, and less than window and terminal hold together: the end is left in the terminal.
  const lines = 31_000
  const expected = Array.from({ length: lines }, (_, index) => `${index + 1}\n`).join('')
  // The end of a terminal is a matter of luck: once does not show.
  for (let round = 0; round < 12; round++) {
    const ended = join(t.testdir(), 'ended')
    const channel = await openExec(session, {
      command: ['sh', '-c', `stty raw; seq 1 ${lines}; touch '${ended}'`],
      tty: true,
    })
    start(channel)
    await until(() => existsSync(ended))
    let text = ''
    for await (const chunk of channel.readable(1) as AsyncIterable<Buffer>) {
      text += chunk.toString()
      if (text.length % 7 === 0) await setTimeout(5)
    }
    t.equal((await channel.ended).kind, 'finished')
    t.ok(text === expected, `round ${round}`)
  }
})

t.test('bytes that are no text pass a raw terminal unchanged, both ways', async (t) => {
  const { session } = await startLocalAgent(t)
  const channel = await openExec(session, {
    command: ['sh', '-c', 'stty raw -echo; echo ready; exec head -c 100000'],
    tty: true,
    stdin: true,
  })
  const bytes = randomBytes(100_000)
  const chunks: Buffer[] = []
  channel.readable(1).on('data', (chunk: Buffer) => chunks.push(chunk))
  start(channel)
  await until(() => Buffer.concat(chunks).includes('ready\n'))
  channel.writable(0).write(bytes)
  t.equal((await channel.ended).kind, 'finished')
  t.ok(Buffer.concat(chunks).subarray('ready\n'.length).equals(bytes))
})

t.test('an interactive shell and its jobs are gone when the client is', async (t) => {
  const { session } = await startLocalAgent(t)
  const marker = randomBytes(8).toString('hex')
  const channel = await openExec(session, { command: ['bash', '--norc', '-i'], tty: true, stdin: true })
  const screen = screenOf(channel)
  start(channel)
  channel.writable(0).write(`export MARK=${marker}; trap '' HUP; sleep 100 & nohup sleep 100 & sleep 100\n`)
  await until(async () => (await processesWith('MARK', marker)).length >= 3)
  await until(() => screen.text().length > 0)
  channel.reset(new MuxError('cancelled', 'the client is gone'))
  await until(async () => (await processesWith('MARK', marker)).length === 0)
})

t.test('one session’s processes do not hold another one’s terminal', async (t) => {
  const { session } = await startLocalAgent(t)
  const shell = await openExec(session, { command: ['cat'], tty: true, stdin: true })
  const screen = screenOf(shell)
  start(shell)
  shell.writable(0).write('here\n')
  await until(() => screen.text().includes('here\r\nhere\r\n'))
  const { stdout } = await exec(session, ['ls', '-l', '/proc/self/fd'])
  t.notMatch(stdout, /ptmx|pts/)
  const other = await openExec(session, { command: ['ls', '-l', '/proc/self/fd'], tty: true })
  const listing = (await finish(other)).stdout
  t.notMatch(listing, /ptmx/)
  t.match(listing, /0 -> \/dev\/pts\/\d+\r/)
  shell.reset(new MuxError('cancelled', 'the client is gone'))
})

t.test('a terminal that takes no more input does not stop the agent', async (t) => {
  const { session } = await startLocalAgent(t)
  const deaf = await openExec(session, {
    command: ['sh', '-c', 'stty raw -echo; echo deaf; sleep 100'],
    tty: true,
    stdin: true,
  })
  const screen = screenOf(deaf)
  start(deaf)
  await until(() => screen.text().includes('deaf'))
  const input = deaf.writable(0)
  for (let written = 0; written < 200_000; written += 1000) input.write(Buffer.alloc(1000, 65))
  await settled('what of the input was sent', () => 200_000 - input.writableLength)
  t.match(await exec(session, ['echo', 'alive']), { stdout: 'alive\n' })
  deaf.reset(new MuxError('cancelled', 'the client is gone'))
})

t.test(
  'without a terminal module, or by the operator’s wish, a request for one is refused in clear words',
  async (t) => {
    const { session, host } = await startLocalAgent(t, { terminals: false })
    await t.rejects(openExec(session, { command: ['true'], tty: true }), {
      code: 'unsupported',
      message: /no terminal/,
    })
    await t.rejects(host.checkTerminals(), { code: 'unsupported' })
    t.match(await exec(session, ['echo', 'still']), { stdout: 'still\n', exitCode: 0 })
  },
)

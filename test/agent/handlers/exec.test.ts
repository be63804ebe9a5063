import { createHash, randomBytes } from 'node:crypto'
import t from 'tap'
import { MuxError } from '../../../proto/mux/errors.ts'
import { exec, finish, finishStarted, openExec, start } from '../support/exec-client.ts'
import { startLocalAgent } from '../support/local-agent.ts'
import { processesWith, until, untilTheyWait } from '../support/processes.ts'

t.test('a command’s outputs and exit code come back', async (t) => {
  const { session } = await startLocalAgent(t)
  const result = await exec(session, ['sh', '-c', 'echo out; echo err >&2; exit 7'])
  t.match(result, { stdout: 'out\n', stderr: 'err\n', exitCode: 7, signal: '' })
})

t.test('a signal that ends a command is told by name and as 128 plus its number', async (t) => {
  const { session } = await startLocalAgent(t)
  t.match(await exec(session, ['sh', '-c', 'kill -TERM $$']), { exitCode: 143, signal: 'SIGTERM' })
  t.match(await exec(session, ['sh', '-c', 'kill -KILL $$']), { exitCode: 137, signal: 'SIGKILL' })
})

t.test('input is half-closed, and the command answers after that', async (t) => {
  const { session } = await startLocalAgent(t)
  t.match(await exec(session, ['sh', '-c', 'wc -c; echo done'], { input: 'abcdef' }), {
    stdout: '6\ndone\n',
    exitCode: 0,
  })
})

t.test('a command without input reads the end of it at once', async (t) => {
  const { session } = await startLocalAgent(t)
  t.match(await exec(session, ['cat']), { stdout: '', exitCode: 0 })
})

t.test('the standard streams can be opened by name, as in a container', async (t) => {
  const { session } = await startLocalAgent(t)
  const script = 'echo out > /dev/stdout; echo err > /dev/stderr; cat /dev/stdin'
  t.match(await exec(session, ['sh', '-c', script], { input: 'in' }), {
    stdout: 'out\nin',
    stderr: 'err\n',
    exitCode: 0,
  })
})

t.test('the input can be opened by name after its end, too', async (t) => {
  const { session } = await startLocalAgent(t)
  const result = await exec(session, ['sh', '-c', 'cat; sleep 0.2; cat /dev/stdin; echo end'], { input: 'in ' })
  t.match(result, { stdout: 'in end\n', exitCode: 0 })
})

t.test('50 MB of random bytes pass through cat unchanged', async (t) => {
  const { session } = await startLocalAgent(t)
  const bytes = randomBytes(50 * 1024 * 1024)
  const channel = await openExec(session, { command: ['cat'], stdin: true })
  const hash = createHash('sha256')
  let length = 0
  channel.readable(1).on('data', (chunk: Buffer) => {
    length += chunk.length
    hash.update(chunk)
  })
  start(channel)
  channel.writable(0).end(bytes)
  const end = await channel.ended
  t.equal(end.kind, 'finished')
  t.equal(length, bytes.length)
  t.equal(hash.digest('hex'), createHash('sha256').update(bytes).digest('hex'))
})

t.test('a client that does not read stops the command, and gets everything later', async (t) => {
  const { session } = await startLocalAgent(t)
  const marker = randomBytes(8).toString('hex')
  const script = 'head -c 20000000 /dev/zero; echo end >&2'
  const channel = await openExec(session, { command: ['env', `MARK=${marker}`, 'sh', '-c', script] })
  const stderr: string[] = []
  channel.readable(2).on('data', (chunk: Buffer) => stderr.push(chunk.toString()))
  start(channel)
  await untilTheyWait('MARK', marker)
  t.same(stderr, [], 'it is still writing')
  let length = 0
  channel.readable(1).on('data', (chunk: Buffer) => (length += chunk.length))
  t.equal((await channel.ended).kind, 'finished')
  t.equal(length, 20_000_000)
  t.same(stderr, ['end\n'])
})

t.test('a command that closes its input early does not fail for it', async (t) => {
  const { session } = await startLocalAgent(t)
  const channel = await openExec(session, {
    command: ['sh', '-c', 'exec 0<&-; echo ready; sleep 0.3; exit 3'],
    stdin: true,
  })
  const result = await finish(channel, Buffer.alloc(5_000_000))
  t.match(result, { stdout: 'ready\n', exitCode: 3 })
})

t.test('a background process that keeps the output open ends with the command', async (t) => {
  const { session } = await startLocalAgent(t)
  const marker = randomBytes(8).toString('hex')
  const result = await exec(session, ['sh', '-c', `MARK=${marker} sleep 100 & echo started; exit 4`])
  t.match(result, { stdout: 'started\n', exitCode: 4 })
  await until(async () => (await processesWith('MARK', marker)).length === 0)
})

t.test(
  'a background process that ignores SIGHUP ends all the same, and the result waits for it no longer than that',
  async (t) => {
    const { session } = await startLocalAgent(t)
    const marker = randomBytes(8).toString('hex')
    const result = await exec(session, ['sh', '-c', `MARK=${marker} nohup sleep 100 & echo started; exit 5`])
    t.match(result, { exitCode: 5 })
    await until(async () => (await processesWith('MARK', marker)).length === 0)
  },
)

t.test('a daemon that left the session lives on, and the command ends without it', async (t) => {
  const { session } = await startLocalAgent(t)
  const marker = randomBytes(8).toString('hex')
  const daemon = `MARK=${marker} setsid sh -c "echo started; exec sleep 100"`
  const result = await exec(session, ['bash', '-c', `read -r line < <(${daemon}); echo $line`])
  t.match(result, { stdout: 'started\n', exitCode: 0 })
  const [pid] = await processesWith('MARK', marker)
  t.ok(pid, 'it is there')
  if (pid !== undefined) process.kill(pid, 'SIGKILL')
})

t.test(
  'every process is gone when the client is, with SIGHUP ignored, job control and children of children',
  async (t) => {
    const { session } = await startLocalAgent(t)
    const marker = randomBytes(8).toString('hex')
    const script = `export MARK=${marker}; trap '' HUP; set -m; sleep 100 & (sleep 100 & sleep 100) & echo up; while :; do sleep 0.05; done`
    const channel = await openExec(session, { command: ['bash', '-c', script] })
    channel.readable(2).resume()
    start(channel)
    await new Promise((resolve) => channel.readable(1).once('data', resolve))
    await until(async () => (await processesWith('MARK', marker)).length >= 4)
    channel.reset(new MuxError('cancelled', 'the client is gone'))
    await until(async () => (await processesWith('MARK', marker)).length === 0)
  },
)

t.test('a process that stopped itself is gone when the client is', async (t) => {
  const { session } = await startLocalAgent(t)
  const marker = randomBytes(8).toString('hex')
  const channel = await openExec(session, { command: ['sh', '-c', `export MARK=${marker}; sh -c 'kill -STOP $$'`] })
  start(channel)
  await until(async () => (await processesWith('MARK', marker)).length === 1)
  channel.reset(new MuxError('cancelled', 'the client is gone'))
  await until(async () => (await processesWith('MARK', marker)).length === 0)
})

t.test('nothing runs before the word to start', async (t) => {
  const { session } = await startLocalAgent(t)
  const marker = randomBytes(8).toString('hex')
  const channel = await openExec(session, { command: ['env', `MARK=${marker}`, 'sleep', '100'] })
  await exec(session, ['true'])
  t.same(await processesWith('MARK', marker), [], 'another one ran meanwhile')
  channel.reset(new MuxError('cancelled', 'the client is gone'))
})

t.test('a session that nobody starts ends by itself', async (t) => {
  const { session } = await startLocalAgent(t, { startDeadlineMs: 50 })
  const channel = await openExec(session, { command: ['true'] })
  const end = await channel.ended
  t.match(end, { kind: 'failed', error: { code: 'timeout' } })
})

t.test('what cannot be executed is refused before the client has its connection', async (t) => {
  const { session } = await startLocalAgent(t)
  const refused = (command: string[]) => openExec(session, { command })
  await t.rejects(refused(['no-such-command']), {
    code: 'not-found',
    message: 'exec: "no-such-command": executable file not found in $PATH',
  })
  await t.rejects(refused(['/no/such/file']), {
    code: 'not-found',
    message: 'exec: "/no/such/file": no such file or directory',
  })
  await t.rejects(refused(['/etc']), { code: 'invalid', message: 'exec: "/etc": is a directory' })
  await t.rejects(refused(['/etc/passwd']), { code: 'invalid', message: 'exec: "/etc/passwd": permission denied' })
  await t.rejects(refused([]), { code: 'invalid' })
  await t.rejects(refused(['echo', 'a\0b']), { code: 'invalid', message: /NUL/ })
})

t.test('a file that is no program is an error of its own', async (t) => {
  const { session, stateDir } = await startLocalAgent(t)
  const { writeFileSync } = await import('node:fs')
  writeFileSync(`${stateDir}/script`, '#!/no/such/interpreter\n', { mode: 0o755 })
  const result = await exec(session, [`${stateDir}/script`])
  t.match(result.failure, /exec: ".*script": no such file or directory \(or the interpreter that it names is missing\)/)
})

t.test('the agent’s own environment is not the command’s', async (t) => {
  const { session } = await startLocalAgent(t, { env: { PATH: '/usr/bin:/bin', SECRET: 'x', LANG: 'C.UTF-8' } })
  const { stdout } = await exec(session, ['env'])
  t.notMatch(stdout, /SECRET/)
  t.match(stdout, /^PATH=\/usr\/bin:\/bin$/m)
  t.match(stdout, /^LANG=C.UTF-8$/m)
  t.match(stdout, /^HOME=\//m)
})

t.test('many commands at once all have their own outputs', async (t) => {
  const { session } = await startLocalAgent(t)
  const numbers = Array.from({ length: 40 }, (_, index) => index)
  const results = await Promise.all(
    numbers.map((n) => exec(session, ['sh', '-c', `echo ${n}; echo ${n} >&2; exit ${n}`])),
  )
  for (const n of numbers) t.match(results[n], { stdout: `${n}\n`, stderr: `${n}\n`, exitCode: n })
})

t.test('without any stream asked for, the exit code comes all the same', async (t) => {
  const { session } = await startLocalAgent(t)
  const channel = await openExec(session, {
    command: ['sh', '-c', 'echo x; echo y >&2; exit 9'],
    stdout: false,
    stderr: false,
  })
  start(channel)
  t.match(await finishStarted(channel), { stdout: '', stderr: '', exitCode: 9 })
})

import t from 'tap'
import { encodeSessionRequest } from '../../../proto/sessions/session-request.ts'
import { exec, openExec, start } from '../support/exec-client.ts'
import { startLocalAgent } from '../support/local-agent.ts'

const never = new AbortController().signal

t.test('what the operator does not allow is forbidden, before anything else is looked at', async (t) => {
  const agent = await startLocalAgent(t)
  agent.allowed = ['log']
  await t.rejects(exec(agent.session, ['no-such-command']), {
    code: 'forbidden',
    message: "the agent's configuration does not allow exec (allowed: log)",
  })
  const attach = agent.session.open(encodeSessionRequest({ attach: {} }), never)
  await t.rejects(attach, { code: 'forbidden', message: /does not allow attach/ })
})

t.test('what is allowed but not known to this version is unsupported', async (t) => {
  const agent = await startLocalAgent(t)
  agent.allowed = ['exec', 'attach', 'log', 'portforward', 'hostportforward', 'hostshell', 'proxy']
  for (const request of [{ portForward: {} }, { connect: { port: 1 } }, {}])
    await t.rejects(
      agent.session.open(encodeSessionRequest(request), never),
      { code: 'unsupported' },
      JSON.stringify(request),
    )
})

t.test('nonsense instead of a request is invalid', async (t) => {
  const { session } = await startLocalAgent(t)
  await t.rejects(session.open(Buffer.from([0xff, 0xff, 0xff]), never), { code: 'invalid' })
})

t.test('more sessions than the agent serves are refused, until one ends', async (t) => {
  const { session } = await startLocalAgent(t, { maxSessions: 2 })
  const first = await openExec(session, { command: ['cat'], stdin: true })
  await openExec(session, { command: ['cat'], stdin: true })
  await t.rejects(openExec(session, { command: ['cat'] }), { code: 'too-many' })
  start(first)
  first.readable(1).resume()
  first.readable(2).resume()
  first.writable(0).end()
  await first.ended
  t.match(await exec(session, ['echo', 'hi']), { stdout: 'hi\n' })
})

t.test('the log says who ran what, and keeps the arguments to itself', async (t) => {
  const { session, log } = await startLocalAgent(t)
  await exec(session, ['echo', 'password'])
  const started = log.entries.find(({ message }) => message === 'session started')
  t.match(started?.fields, { user: 'alice', auditId: '1', session: 'exec', command: /\/echo$/ })
  t.notMatch(JSON.stringify(log.entries), /password/)
})

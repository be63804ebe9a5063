import { rm } from 'node:fs/promises'
import t from 'tap'
import { MuxError } from '../../../../proto/mux/errors.ts'
import { connectAgent, enroll } from '../grpc-agent.ts'
import { createDevice, deviceWhen, openHarness, openTestAuthority } from '../harness.ts'
import type { Harness } from '../harness.ts'

const { authority, dir } = await openTestAuthority()
t.teardown(() => rm(dir, { recursive: true }))
const isOffline = ({ status }: { status: { phase: string } }) => status.phase === 'Offline'
const exec = { user: 'jane', exec: { command: ['true'] } }
const open = (harness: Harness, uid: string, request: object = exec) =>
  harness.devices.dialer.open(
    { device: { namespace: 'default', name: 'pi', uid }, request },
    new AbortController().signal,
  )

t.test('streams: what forbids is named, and limits are kept', async (t) => {
  const harness = await openHarness(authority, {
    limits: { sessionsPerDevice: 3, devicePercentPerUser: 100, openTimeoutMs: 300 },
  })
  t.teardown(() => harness.close())
  const uid = await createDevice(harness, 'pi', { access: { portforward: false } })
  await t.rejects(open(harness, uid), { code: 503, message: /not connected: it has never been/ })
  await t.rejects(open(harness, 'another-uid'), { code: 404 })
  await t.rejects(open(harness, uid, { user: 'jane', portForward: { port: 80 } }), {
    code: 403,
    message: /spec\.access\.portforward/,
  })
  let reply: MuxError | undefined | 'silent'
  const agent = await connectAgent(harness, await enroll(harness, 'pi'), {
    onOpen: (incoming) => {
      if (reply === undefined) incoming.accept()
      else if (reply !== 'silent') incoming.refuse(reply)
    },
  })
  const cases = [
    [
      new MuxError('forbidden', 'exec is not in --allow'),
      403,
      /the agent on the device refuses it: exec is not in --allow/,
    ],
    [
      new MuxError('not-found', 'foo: executable file not found in $PATH'),
      404,
      /foo: executable file not found in \$PATH/,
    ],
    [new MuxError('unsupported', 'no PTY'), 400, /no PTY/],
    [new MuxError('too-many', 'full'), 429, /full/],
    ['silent', 504, /did not answer within 0.3 s/],
  ] as const
  for (const [answer, code, message] of cases) {
    reply = answer
    await t.rejects(open(harness, uid), { code, message })
  }
  reply = undefined
  const channels = await Promise.all([open(harness, uid), open(harness, uid), open(harness, uid)])
  await t.rejects(open(harness, uid), { code: 429, message: /the device has 3/, details: { retryAfterSeconds: 1 } })
  const [first] = channels
  first?.reset(new MuxError('cancelled', 'enough'))
  await first?.ended
  channels.push(await open(harness, uid))
  t.match(
    await harness.metrics.metrics(),
    /aranya_device_sessions 3[\s\S]*aranya_agents_connected 1|aranya_agents_connected 1[\s\S]*aranya_device_sessions 3/,
  )
  agent.cut()
  await Promise.all(channels.map(({ ended }) => ended))
  await deviceWhen(harness, 'pi', isOffline)
  await t.rejects(open(harness, uid), { code: 503, message: /not connected since 20.*ConnectionLost/ })
})

t.test('nobody takes all places of a device: one user has a share, and the rest is for others', async (t) => {
  const limits = { sessionsPerDevice: 4, connectionsPerDevice: 2, devicePercentPerUser: 75 }
  const harness = await openHarness(authority, { limits })
  t.teardown(() => harness.close())
  const uid = await createDevice(harness, 'pi')
  const onOpen = (incoming: { accept(): unknown }): void => void incoming.accept()
  await connectAgent(harness, await enroll(harness, 'pi'), { onOpen })
  const as = (user: string, what: object = { exec: { command: ['true'] } }) => open(harness, uid, { user, ...what })
  const [first] = await Promise.all([as('jane'), as('jane'), as('jane')])
  await t.rejects(as('jane'), {
    code: 429,
    message: /user "jane" has 3 of its 4 sessions, which is the limit for one user/,
    details: { retryAfterSeconds: 1 },
  })
  await as('joe')
  await t.rejects(as('joe'), { code: 429, message: /the device has 4 sessions already/ })
  first?.reset(new MuxError('cancelled', 'enough'))
  await first?.ended
  await as('jane')
  await as('jane', { connect: { port: 80 } })
  await t.rejects(as('jane', { connect: { port: 80 } }), { code: 429, message: /has 1 of its 2 forwarded connections/ })
  await as('joe', { connect: { port: 80 } })
})

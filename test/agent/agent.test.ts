import t from 'tap'
import { startAgent } from '../../agent/agent.ts'
import { joinDevice } from '../../agent/cli/join.ts'
import { readIdentity } from '../../agent/state/identity.ts'
import { statePaths } from '../../agent/state/state-files.ts'
import { exec } from './support/exec-client.ts'
import { startGateway, stateDirectory, testIdentity } from './support/gateway.ts'
import { until } from './support/processes.ts'
import { quietLog } from './support/quiet-log.ts'

const identity = await testIdentity(t)

t.test('the agent comes back when the server ends the session, restarts, or vanishes', async (t) => {
  const gateway = await startGateway(t, identity)
  const stateDir = stateDirectory(t)
  await joinDevice({ server: gateway.address, token: 'x', caHash: gateway.authority.hash, stateDir, allow: ['exec'] })
  const log = quietLog()
  let next = gateway.nextSession()
  const agent = await startAgent({ stateDir, log, random: () => 0.1 })
  t.teardown(() => agent.close())
  const first = await next
  next = gateway.nextSession()
  await first.session.close({ code: 'shutting-down', message: 'rolling restart' })
  const second = await next
  t.equal(second.hello.instance, first.hello.instance)
  t.equal(second.hello.epoch, first.hello.epoch)
  gateway.close()
  await second.session.closed
  const reborn = await startGateway(t, { ...identity, port: gateway.port })
  const third = await reborn.nextSession()
  t.match(await exec(third.session, ['echo', 'back']), { stdout: 'back\n' })
  const warnings = log.entries.filter(({ level }) => level === 'warn')
  t.ok(warnings.length <= 2, 'one for each kind of state, not for each try')
})

t.test('the certificate is renewed in time, over the connection that there is', async (t) => {
  const gateway = await startGateway(t, identity)
  const stateDir = stateDirectory(t)
  await joinDevice({ server: gateway.address, token: 'x', caHash: gateway.authority.hash, stateDir, allow: ['exec'] })
  const paths = statePaths(stateDir)
  const before = await readIdentity(paths)
  const log = quietLog()
  const next = gateway.nextSession()
  let offsetMs = 0
  const clock = {
    wallMs: () => Date.now() + offsetMs,
    now: () => performance.now(),
    sleep: (_delayMs: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, 20)
        signal.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason as Error)), { once: true })
      }),
  }
  const agent = await startAgent({ stateDir, log, clock })
  t.teardown(() => agent.close())
  const { session } = await next
  await exec(session, ['true'])
  t.same(gateway.renewed, [], 'not yet')
  const lifeMs = before.validity.notAfterMs - before.validity.notBeforeMs
  gateway.days = 60
  offsetMs = before.validity.notBeforeMs + lifeMs * 0.7 - Date.now()
  await until(() => gateway.renewed.length === 1)
  await until(async () => (await readIdentity(paths)).certificate !== before.certificate)
  t.equal((await readIdentity(paths)).key, before.key)
  t.match(await exec(session, ['echo', 'still']), { stdout: 'still\n' }, 'on the same session')
  t.equal(gateway.sessions.length, 1)
})

t.test('a clock that is ahead does not have each certificate renewed as soon as it is there', async (t) => {
  const gateway = await startGateway(t, identity)
  const stateDir = stateDirectory(t)
  await joinDevice({ server: gateway.address, token: 'x', caHash: gateway.authority.hash, stateDir, allow: ['exec'] })
  const log = quietLog()
  const pauses: number[] = []
  const clock = {
    wallMs: () => Date.now() + 25 * 86_400_000,
    now: () => performance.now(),
    sleep: (delayMs: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        pauses.push(delayMs)
        // The first is over, so that there is another renewal.
        if (pauses.length === 1) resolve()
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      }),
  }
  const agent = await startAgent({ stateDir, log, clock })
  t.teardown(() => agent.close())
  await until(() => pauses.length === 2)
  t.equal(gateway.renewed.length, 2)
  for (const pauseMs of pauses) t.ok(pauseMs > 7 * 3_600_000, 'hours')
  t.match(log.entries.find(({ level }) => level === 'warn')?.message, /clock is ahead of the server’s/)
})

t.test('an expired certificate is renewed before the agent connects', async (t) => {
  const gateway = await startGateway(t, identity)
  const stateDir = stateDirectory(t)
  gateway.days = 1 / 1_000_000
  await joinDevice({ server: gateway.address, token: 'x', caHash: gateway.authority.hash, stateDir, allow: ['exec'] })
  gateway.days = 30
  const expiry = (await readIdentity(statePaths(stateDir))).validity.notAfterMs
  await until(() => Date.now() > expiry)
  const next = gateway.nextSession()
  const agent = await startAgent({ stateDir, log: quietLog() })
  t.teardown(() => agent.close())
  await next
  t.equal(gateway.renewed.length, 1)
  const { parseCertificateRequest } = await import('../../apiserver/pki/certificate-request.ts')
  t.equal(parseCertificateRequest(gateway.renewed[0]?.certificateRequest ?? '').commonName, 'uid-1')
})

t.test('the agent shows its certificate to a server that asks for one', async (t) => {
  const gateway = await startGateway(t, identity)
  const stateDir = stateDirectory(t)
  await joinDevice({ server: gateway.address, token: 'x', caHash: gateway.authority.hash, stateDir, allow: ['exec'] })
  gateway.close()
  const strict = await startGateway(t, { ...identity, port: gateway.port, mutual: true })
  const next = strict.nextSession()
  const agent = await startAgent({ stateDir, log: quietLog() })
  t.teardown(() => agent.close())
  t.match(await exec((await next).session, ['echo', 'hi']), { stdout: 'hi\n' })
})

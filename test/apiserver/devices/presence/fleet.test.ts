import { rm } from 'node:fs/promises'
import t from 'tap'
import { connectAgent, enroll } from '../grpc-agent.ts'
import {
  conditionOf,
  context,
  createDevice,
  deviceWhen,
  getDevice,
  openHarness,
  openTestAuthority,
} from '../harness.ts'

const { authority, dir } = await openTestAuthority()
t.teardown(() => rm(dir, { recursive: true }))
const isOnline = ({ status }: { status: { phase: string } }) => status.phase === 'Online'
const isOffline = ({ status }: { status: { phase: string } }) => status.phase === 'Offline'

t.test('a connected device is Online with all that it told, and Offline when it is gone', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi')
  const identity = await enroll(harness, 'pi')
  const agent = await connectAgent(harness, identity)
  const online = await deviceWhen(harness, 'pi', isOnline)
  t.match(online.status, {
    connection: { method: 'grpc', remoteAddress: /^127\.0\.0\.1:\d+$/, server: 'test-server', instance: 'instance-1' },
    nodeInfo: { machineID: 'm', systemUUID: 's', architecture: 'arm64', agentVersion: '1.2.3' },
    capacity: { cpu: '4', memory: '8Gi' },
    features: ['exec', 'tty'],
  })
  t.match(conditionOf(online, 'Ready'), { status: 'True', reason: 'Connected' })
  t.match(conditionOf(online, 'Enrolled'), { status: 'True' })
  agent.cut()
  const offline = await deviceWhen(harness, 'pi', isOffline)
  t.match(conditionOf(offline, 'Ready'), { status: 'False', reason: 'ConnectionLost' })
  t.equal(offline.status.connection?.instance, 'instance-1', 'the last connection stays to be seen')
  const again = await connectAgent(harness, identity)
  await deviceWhen(harness, 'pi', isOnline)
  await again.session.close({ code: 'shutting-down', message: 'bye' })
  t.match(conditionOf(await deviceWhen(harness, 'pi', isOffline), 'Ready'), { reason: 'AgentStopped' })
})

t.test('a change of the heartbeat reaches a connected agent', async (t) => {
  const harness = await openHarness(authority)
  t.teardown(() => harness.close())
  await createDevice(harness, 'pi', { connectivity: { heartbeatSeconds: 3600 } })
  const agent = await connectAgent(harness, await enroll(harness, 'pi'))
  t.teardown(() => agent.cut())
  await deviceWhen(harness, 'pi', isOnline)
  const got = new Promise<object>((resolve) => {
    const original = agent.session.applySettings.bind(agent.session)
    agent.session.applySettings = (settings) => {
      original(settings)
      resolve(settings)
    }
  })
  const change = (current: object) =>
    ({ ...structuredClone(current), spec: { connectivity: { heartbeatSeconds: 1 } } }) as never
  await harness.registry.edgeDevices.update({ namespace: 'default', name: 'pi' }, change, context)
  t.match(await got, { heartbeatMs: 1000 })
})

t.test('after a restart nothing is Online before it has come back', async (t) => {
  const before = await openHarness(authority, { limits: { closeTimeoutMs: 1 } })
  const [lost, kept] = [
    await createDevice(before, 'lost', { connectivity: { heartbeatSeconds: 1 } }),
    await createDevice(before, 'kept', { connectivity: { heartbeatSeconds: 1 } }),
  ]
  t.not(lost, kept)
  const identity = await enroll(before, 'kept')
  const lostIdentity = await enroll(before, 'lost')
  await connectAgent(before, identity)
  await connectAgent(before, lostIdentity)
  await Promise.all(['lost', 'kept'].map((name) => deviceWhen(before, name, isOnline)))
  await before.close()
  // As a killed server leaves it.
  const online = (current: object) =>
    ({ ...current, status: { ...(current as { status: object }).status, phase: 'Online' } }) as never
  for (const name of ['lost', 'kept'])
    await before.registry.edgeDevices.updateStatus({ namespace: 'default', name }, online, context)
  const after = await openHarness(authority, { restartOf: before })
  t.teardown(() => after.close())
  for (const name of ['lost', 'kept']) {
    t.equal(getDevice(after, name).status.phase, 'Offline')
    t.match(conditionOf(getDevice(after, name), 'Ready'), { status: 'False', reason: 'ServerRestarted' })
  }
  const agent = await connectAgent(after, identity)
  t.teardown(() => agent.cut())
  await deviceWhen(after, 'kept', isOnline)
  t.equal(getDevice(after, 'lost').status.phase, 'Offline')
})

t.test('an orderly stop tells agents to come back, and leaves nothing Online', async (t) => {
  const harness = await openHarness(authority)
  await createDevice(harness, 'pi')
  const agent = await connectAgent(harness, await enroll(harness, 'pi'))
  await deviceWhen(harness, 'pi', isOnline)
  await harness.close()
  t.match(await agent.session.closed, { by: 'peer', goodbye: { code: 'shutting-down' } })
  t.match(conditionOf(getDevice(harness, 'pi'), 'Ready'), { status: 'False', reason: 'ServerStopped' })
  await harness.close()
})

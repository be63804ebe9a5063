import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { phase, spawnAgent, startAranya, startDevice, succeed } from '../support/aranya.ts'
import { eventually } from '../support/processes.ts'

const heartbeatSeconds = 1
const spec = { connectivity: { heartbeatSeconds } }
const aranya = await startAranya(t)

t.test('a device tells what it is', async (t) => {
  await startDevice(t, aranya, 'telling', { spec, allow: 'exec,log' })
  const { stdout } = await succeed(aranya.kubectl('get', 'ed', 'telling', '-o', 'json'))
  const { status } = JSON.parse(stdout.toString()) as { status: Record<string, never> }
  t.match(status, {
    phase: 'Online',
    connection: { method: 'grpc', remoteAddress: /127\.0\.0\.1/, since: /T/, rttMillis: Number },
    nodeInfo: { operatingSystem: 'linux', architecture: /amd64|arm64/, kernelVersion: /\d/, agentVersion: /\d/ },
    capacity: { cpu: /\d/, memory: /\dKi/ },
    certificate: { serialNumber: String, notAfter: /T/ },
  })
  t.ok((status['features'] as unknown as string[]).includes('exec'))
  t.notOk((status['features'] as unknown as string[]).includes('hostshell'))
})

t.test('a killed agent is Offline at once, and Online again when it is back', async (t) => {
  const device = await startDevice(t, aranya, 'killed', { spec })
  await device.kill()
  const afterMs = await phase(aranya, 'killed', 'Offline')
  t.ok(afterMs < 2 * heartbeatSeconds * 1000 + 1500, `Offline after ${afterMs} ms`)
  await device.start()
  await works(t, 'killed')
})

t.test('a stopped agent is Offline within two missed heartbeats, and Online again when it goes on', async (t) => {
  const device = await startDevice(t, aranya, 'stopped', { spec })
  device.process.kill('SIGSTOP')
  t.teardown(() => device.process.kill('SIGCONT'))
  const afterMs = await phase(aranya, 'stopped', 'Offline')
  t.ok(afterMs < 3 * heartbeatSeconds * 1000 + 1500, `Offline after ${afterMs} ms`)
  const refused = await aranya.kubectl('exec', 'stopped', '--', 'true')
  t.match(refused.stderr, /stopped.*not connected|offline/i)
  device.process.kill('SIGCONT')
  await phase(aranya, 'stopped', 'Online')
  await works(t, 'stopped')
})

t.test('deleting an EdgeDevice deletes its VirtualPods and disconnects its agent for good', async (t) => {
  const device = await startDevice(t, aranya, 'deleted', { spec })
  await succeed(aranya.kubectl('get', 'vpod', 'deleted'))
  const session = aranya.kubectl('exec', 'deleted', '--', 'sleep', '1000')
  await succeed(aranya.kubectl('delete', 'ed', 'deleted'))
  t.not((await session).code, 0, 'its session ends, and not with 0')
  await eventually('it is gone', async () => (await aranya.kubectl('get', 'vpod', 'deleted')).code !== 0)
  const manifest = { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata: { name: 'deleted' }, spec }
  await succeed(aranya.kubectlWith({ input: JSON.stringify(manifest) }, 'apply', '-f', '-'))
  await device.stop()
  const log = (): string => readFileSync(join(device.stateDir, 'arhat.log'), 'utf8')
  const before = log().length
  spawnAgent(t, device)
  await eventually('it is refused', () => log().slice(before).includes('the server does not accept this device'))
  const { stdout } = await succeed(aranya.kubectl('get', 'ed', 'deleted', '-o', 'jsonpath={.status.phase}'))
  t.equal(stdout.toString(), 'Pending', 'the certificate of the deleted one is worthless for one of the same name')
})

t.test('deleting a namespace empties it', async (t) => {
  await succeed(aranya.kubectl('create', 'namespace', 'plant-a'))
  await startDevice(t, aranya, 'edge-1', { namespace: 'plant-a', spec })
  await succeed(aranya.kubectl('delete', 'namespace', 'plant-a', '--timeout=20s'))
  const { stdout } = await succeed(aranya.kubectl('get', 'ed,vpod', '-n', 'plant-a', '-o', 'name'))
  t.equal(stdout.toString(), '')
})

t.test('after a restart of the server nothing stays Online that is not', async (t) => {
  const here = await startDevice(t, aranya, 'here', { spec })
  const gone = await startDevice(t, aranya, 'gone', { spec })
  await aranya.kill()
  await gone.kill()
  const again = await startAranya(t, aranya)
  await phase(again, 'gone', 'Offline')
  await phase(again, 'here', 'Online')
  t.equal(here.process.exitCode, null, 'the other agent came back without help')
})

async function works(t: Test, device: string): Promise<void> {
  t.equal((await aranya.kubectl('exec', device, '--', 'echo', 'hi')).stdout.toString(), 'hi\n')
}

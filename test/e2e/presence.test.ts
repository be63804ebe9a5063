import t from 'tap'
import type { Test } from 'tap'
import { phase, startAranya, startDevice, succeed } from '../support/aranya.ts'
import type { Aranya } from '../support/aranya.ts'

const heartbeatSeconds = 1
const spec = { connectivity: { heartbeatSeconds } }

t.test('a device tells what it is', async (t) => {
  const aranya = await startAranya(t)
  await startDevice(t, aranya, 'edge-1', { spec, allow: 'exec,log' })
  const { stdout } = await succeed(aranya.kubectl('get', 'ed', 'edge-1', '-o', 'json'))
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
  const aranya = await startAranya(t)
  const device = await startDevice(t, aranya, 'edge-1', { spec })
  await device.kill()
  const afterMs = await phase(aranya, 'edge-1', 'Offline')
  t.ok(afterMs < 2 * heartbeatSeconds * 1000 + 1500, `Offline after ${afterMs} ms`)
  await device.start()
  await works(t, aranya)
})

t.test('a stopped agent is Offline within two missed heartbeats, and Online again when it goes on', async (t) => {
  const aranya = await startAranya(t)
  const device = await startDevice(t, aranya, 'edge-1', { spec })
  device.process.kill('SIGSTOP')
  t.teardown(() => device.process.kill('SIGCONT'))
  const afterMs = await phase(aranya, 'edge-1', 'Offline')
  t.ok(afterMs < 3 * heartbeatSeconds * 1000 + 1500, `Offline after ${afterMs} ms`)
  const refused = await aranya.kubectl('exec', 'edge-1', '--', 'true')
  t.match(refused.stderr, /edge-1.*not connected|offline/i)
  device.process.kill('SIGCONT')
  await phase(aranya, 'edge-1', 'Online')
  await works(t, aranya)
})

t.test('after a restart of the server nothing stays Online that is not', async (t) => {
  const aranya = await startAranya(t)
  const here = await startDevice(t, aranya, 'here', { spec })
  const gone = await startDevice(t, aranya, 'gone', { spec })
  await aranya.kill()
  await gone.kill()
  const again = await startAranya(t, aranya)
  await phase(again, 'gone', 'Offline')
  await phase(again, 'here', 'Online')
  t.equal(here.process.exitCode, null, 'the other agent came back without help')
})

t.test('deleting an EdgeDevice deletes its VirtualPods and disconnects its agent for good', async (t) => {
  const aranya = await startAranya(t)
  const device = await startDevice(t, aranya, 'edge-1', { spec })
  await succeed(aranya.kubectl('get', 'vpod', 'edge-1'))
  const session = aranya.kubectl('exec', 'edge-1', '--', 'sleep', '1000')
  await succeed(aranya.kubectl('delete', 'ed', 'edge-1'))
  t.not((await session).code, 0, 'its session ends, and not with 0')
  await t.resolves(
    (async () => {
      while ((await aranya.kubectl('get', 'vpod', 'edge-1')).code === 0);
    })(),
  )
  const manifest = { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata: { name: 'edge-1' }, spec }
  await succeed(aranya.kubectlWith({ input: JSON.stringify(manifest) }, 'apply', '-f', '-'))
  await device.stop()
  await t.rejects(
    Promise.race([device.start(), new Promise((_, fail) => setTimeout(() => fail(new Error('still refused')), 4000))]),
    /still refused/,
    'the certificate of the deleted device is worthless for one of the same name',
  )
})

t.test('deleting a namespace empties it', async (t) => {
  const aranya = await startAranya(t)
  await succeed(aranya.kubectl('create', 'namespace', 'plant-a'))
  await startDevice(t, aranya, 'edge-1', { namespace: 'plant-a', spec })
  await succeed(aranya.kubectl('delete', 'namespace', 'plant-a', '--timeout=20s'))
  const { stdout } = await succeed(aranya.kubectl('get', 'ed,vpod', '-A', '-o', 'name'))
  t.equal(stdout.toString(), '')
})

async function works(t: Test, aranya: Aranya): Promise<void> {
  t.equal((await aranya.kubectl('exec', 'edge-1', '--', 'echo', 'hi')).stdout.toString(), 'hi\n')
}

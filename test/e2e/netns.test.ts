import t from 'tap'
import { phase, startAranya, startDevice, succeed } from '../support/aranya.ts'
import { run } from '../support/processes.ts'

const name = `arhat-${process.pid}`
const [here, there] = ['10.213.77.1', '10.213.77.2']
const ip = (...args: string[]) => succeed(run(['ip', ...args]))

/** A network namespace of its own, with one link to this machine. */
async function makeNamespace(): Promise<void> {
  await ip('netns', 'add', name)
  await ip('link', 'add', `${name}a`.slice(-14), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
  await ip('addr', 'add', `${here}/30`, 'dev', `${name}a`.slice(-14))
  await ip('link', 'set', `${name}a`.slice(-14), 'up')
  await ip('-n', name, 'addr', 'add', `${there}/30`, 'dev', 'eth0')
  await ip('-n', name, 'link', 'set', 'eth0', 'up')
}

const possible = (await run(['ip', 'netns', 'add', `${name}-try`]).catch(() => undefined))?.code === 0
if (possible) await ip('netns', 'del', `${name}-try`)

t.test('a device in a network of its own', { skip: !possible && 'needs ip netns, and root' }, async (t) => {
  await makeNamespace()
  t.teardown(() => run(['ip', 'netns', 'del', name]))
  // The port has to be known before the server starts, for it is in what devices are told.
  const agentPort = 20_000 + (process.pid % 20_000)
  const aranya = await startAranya(t, { agentPort, flags: ['--advertise-agent', `${here}:${agentPort}`] })
  const wrapper = ['ip', 'netns', 'exec', name]
  await startDevice(t, aranya, 'far', { wrapper, spec: { connectivity: { heartbeatSeconds: 1 } } })

  await t.test('reaches the server by the advertised address', async (t) => {
    const { stdout } = await succeed(
      aranya.kubectl('get', 'ed', 'far', '-o', 'jsonpath={.status.connection.remoteAddress}'),
    )
    t.match(stdout.toString(), there)
    const { stdout: address } = await succeed(
      aranya.kubectl('exec', 'far', '--', 'ip', '-4', '-o', 'addr', 'show', 'eth0'),
    )
    t.match(address.toString(), there, 'the command runs where the device is')
  })

  await t.test('is Offline soon after its link is cut, and Online again by itself', async (t) => {
    await ip('-n', name, 'link', 'set', 'eth0', 'down')
    const afterMs = await phase(aranya, 'far', 'Offline')
    t.ok(afterMs < 4500, `Offline after ${afterMs} ms`)
    await ip('-n', name, 'link', 'set', 'eth0', 'up')
    await phase(aranya, 'far', 'Online', { timeoutMs: 60_000 })
    t.equal((await succeed(aranya.kubectl('exec', 'far', '--', 'echo', 'hi'))).stdout.toString(), 'hi\n')
  })
})

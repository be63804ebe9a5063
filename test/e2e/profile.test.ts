import { chmodSync, copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startAranya, startDevice, stateDirFor, succeed } from '../support/aranya.ts'

const aranya = await startAranya(t)

async function createProfile(device: string, name: string, container: Record<string, unknown>): Promise<void> {
  const spec = { deviceName: device, containers: [{ name: 'host', ...container }] }
  const manifest = { apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'VirtualPod', metadata: { name }, spec }
  await succeed(aranya.kubectlWith({ input: JSON.stringify(manifest) }, 'apply', '-f', '-'))
}

t.test('a VirtualPod that allows uptime runs uptime and nothing else', async (t) => {
  const evil = stateDirFor(t)
  copyFileSync('/bin/sh', join(evil, 'uptime'))
  chmodSync(join(evil, 'uptime'), 0o755)
  await startDevice(t, aranya, 'evil-path', { env: { PATH: `${evil}:${process.env['PATH']}` } })
  await createProfile('evil-path', 'only-uptime', { allowedCommands: ['uptime'], env: [{ name: 'PATH', value: evil }] })
  const exec = (...command: string[]) => aranya.kubectl('exec', 'only-uptime', '--', ...command)
  t.match((await succeed(exec('uptime'))).stdout.toString(), /load average/)
  t.match((await succeed(exec('/usr/bin/uptime'))).stdout.toString(), /load average/)
  const witness = join(evil, 'witness')
  const others = [
    ['/bin/sh', '-c', 'uptime'],
    ['sh', '-c', `touch ${witness}`],
    ['uptime; id'],
    ['uptime;', 'id'],
    [join(evil, 'uptime'), '-c', `touch ${witness}`],
    ['./uptime', '-c', `touch ${witness}`],
    ['/usr/bin/../bin/sh', '-c', `touch ${witness}`],
    ['env', 'uptime'],
    [''],
  ]
  const refused = await Promise.all(others.map((command) => exec(...command)))
  for (const [index, { code, stderr, stdout }] of refused.entries()) {
    const command = others[index]?.join(' ') ?? ''
    t.not(code, 0, command)
    t.match(stderr, /Forbidden|forbidden|not allow|at least one command/i, command)
    t.notMatch(stdout.toString(), /load average|uid=/, command)
  }
  await exec('uptime', '-c', `touch ${witness}`)
  t.notOk(existsSync(witness), 'nothing else ran')
})

t.test('arguments that an allowed command names are held to', async (t) => {
  await startDevice(t, aranya, 'edge-1')
  await createProfile('edge-1', 'only-hi', { allowedCommands: ['echo hi there'] })
  t.equal(
    (await succeed(aranya.kubectl('exec', 'only-hi', '--', 'echo', 'hi', 'there'))).stdout.toString(),
    'hi there\n',
  )
  for (const command of [['echo'], ['echo', 'hi'], ['echo', 'hi', 'there', 'you'], ['echo', 'hi there']]) {
    t.not((await aranya.kubectl('exec', 'only-hi', '--', ...command)).code, 0, command.join('|'))
  }
})

t.test(
  'user, working directory and environment are the profile’s',
  { skip: process.getuid?.() !== 0 && 'needs root' },
  async (t) => {
    await startDevice(t, aranya, 'edge-2')
    await createProfile('edge-2', 'as-nobody', {
      user: 'nobody',
      workingDir: '/tmp',
      env: [{ name: 'SITE', value: 'plant a' }],
    })
    const { stdout } = await succeed(
      aranya.kubectl('exec', 'as-nobody', '--', 'sh', '-c', 'id -un; id -G; pwd; echo "$SITE"; echo "$USER"'),
    )
    t.equal(stdout.toString(), 'nobody\n65534\n/tmp\nplant a\nnobody\n')
  },
)

t.test('a refusal says who forbids: the EdgeDevice’s spec.access, or the agent’s configuration', async (t) => {
  await startDevice(t, aranya, 'by-agent', { allow: 'log' })
  await startDevice(t, aranya, 'by-spec', { spec: { access: { exec: false } } })
  const byAgent = await aranya.kubectl('exec', 'by-agent', '--', 'true')
  t.match(byAgent.stderr, /forbidden/i)
  t.match(byAgent.stderr, /agent/)
  t.notMatch(byAgent.stderr, /spec\.access/)
  const bySpec = await aranya.kubectl('exec', 'by-spec', '--', 'true')
  t.match(bySpec.stderr, /forbidden/i)
  t.match(bySpec.stderr, /spec\.access/)
})

import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { kubectls, startAranya, startDevice, stateDirFor, succeed } from '../support/aranya.ts'
import type { Aranya } from '../support/aranya.ts'
import { minorVersion } from '../support/kubectl-version.ts'
import { eventually, exitCode, run } from '../support/processes.ts'
import type { Finished } from '../support/processes.ts'
import { repositoryRoot } from '../support/repository.ts'

/** Users as they are made and ended beside a server that runs, and what each kubectl says of them. */

const aranyaProgram = join(repositoryRoot, 'dist/apiserver/main.js')

t.test('users of a running server', async (t) => {
  const aranya = await startAranya(t)
  const files = stateDirFor(t)
  const user = (command: string, ...args: string[]): Promise<Finished> =>
    run([process.execPath, aranyaProgram, 'user', command, ...args, '--state-dir', aranya.stateDir])
  const create = async (name: string, ...args: string[]): Promise<string> => {
    const kubeconfig = join(files, `${name}.kubeconfig`)
    await succeed(user('create', name, '--output', kubeconfig, ...args))
    return kubeconfig
  }
  const alice = await create('alice', '--group', 'plant-a', '--expires', '1d')
  await grant(aranya)
  await startDevice(t, aranya, 'pump')

  await t.test('the kubeconfig is its user’s alone', async (t) => {
    t.equal(statSync(alice).mode & 0o777, 0o600)
  })

  const binaries = new Map<number, string>()
  for (const binary of kubectls()) binaries.set(await minorVersion(binary), binary)
  const last = Math.max(...binaries.keys())
  for (const [minor, binary] of binaries) {
    const isThorough = minor === last || Boolean(process.env['ARANYA_TEST_FULL'])
    await t.test(`kubectl 1.${minor}`, (t) => askEverything(t, { aranya, binary, minor, alice, isThorough }))
  }

  await t.test('revoking ends the streams and the requests of that user, and of nobody else', async (t) => {
    const bob = await create('bob', '--group', 'plant-a')
    const exec = (kubeconfig: string) =>
      spawn('kubectl', ['--kubeconfig', kubeconfig, 'exec', 'pump', '--', 'sh', '-c', 'echo begun; exec sleep 300'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    const [ofAlice, ofBob] = [exec(alice), exec(bob)]
    t.teardown(() => ofBob.kill('SIGKILL'))
    await Promise.all([ofAlice, ofBob].map((child) => new Promise((resolve) => child.stdout.once('data', resolve))))
    const ended = exitCode(ofAlice)
    let log = ''
    aranya.process.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()))
    await succeed(user('revoke', 'alice'))
    t.not(await ended, 0, 'a stream that was cut is no success')
    const refused = await run(['kubectl', '--kubeconfig', alice, 'get', 'pods'])
    t.match(refused.stderr, /You must be logged in to the server/)
    await eventually('the log says why', () =>
      /"code":401[^\n]*"reason":"client certificate: [0-9a-f]+ of alice is revoked"/.test(log),
    )
    t.equal(ofBob.exitCode, null)
    await succeed(run(['kubectl', '--kubeconfig', bob, 'get', 'pods']))
    t.match((await user('list')).stdout.toString(), /^alice .* Revoked [^]*^bob .* Good /m)
  })

  await t.test('a user is revoked also while no server runs', async (t) => {
    const carl = await create('carl', '--group', 'plant-a')
    await aranya.stop()
    await succeed(user('revoke', 'carl'))
    const again = await startAranya(t, { stateDir: aranya.stateDir, port: aranya.port, agentPort: aranya.agentPort })
    const refused = await again.kubectlWith({}, '--kubeconfig', carl, 'get', 'pods')
    t.match(refused.stderr, /You must be logged in to the server/)
    await eventually(
      'bob is served',
      async () => (await run(['kubectl', '--kubeconfig', join(files, 'bob.kubeconfig'), 'get', 'pods'])).code === 0,
    )
  })
})

/** plant-a may see and exec on virtual pods of the namespace default; alice may act as the service account reporter. */
async function grant(aranya: Aranya): Promise<void> {
  const kubectl = (...args: string[]): Promise<Finished> => succeed(aranya.kubectl(...args))
  const group = 'aranya.arhat.dev'
  await kubectl('create', 'role', 'look', '--verb=get,list,watch', `--resource=virtualpods.${group}`)
  await kubectl(
    'create',
    'role',
    'exec',
    '--verb=create,get',
    `--resource=virtualpods.${group}/exec`,
    '--resource-name=pump',
  )
  await kubectl('create', 'role', 'act', '--verb=impersonate', '--resource=serviceaccounts', '--resource-name=reporter')
  await kubectl('create', 'rolebinding', 'look', '--role=look', '--group=plant-a', '--serviceaccount=default:reporter')
  await kubectl('create', 'rolebinding', 'exec', '--role=exec', '--group=plant-a')
  await kubectl('create', 'rolebinding', 'act', '--role=act', '--user=alice')
}

/** The first two are asked of every kubectl, the others of the last one. */
const questions: readonly (readonly [string, ...string[]])[] = [
  ['yes', 'create', 'pods/pump', '--subresource=exec'],
  ['no', 'create', 'pods', '--subresource=exec'],
  ['no', 'create', 'pods/other', '--subresource=exec'],
  ['yes', 'list', 'pods'],
  ['yes', 'list', 'virtualpods.aranya.arhat.dev'],
  ['no', 'list', 'pods', '-A'],
  ['no', 'list', 'nodes'],
  ['yes', 'get', '/version'],
  ['no', 'get', '/metrics'],
  ['no', '*', '*'],
  ['no', 'create', 'rolebindings.rbac.authorization.k8s.io'],
]

interface Asking {
  readonly aranya: Aranya
  readonly binary: string
  readonly minor: number
  readonly alice: string
  readonly isThorough: boolean
}

async function askEverything(t: Test, asking: Asking): Promise<void> {
  const { binary, alice, isThorough } = asking
  const kubectl = (...args: string[]): Promise<Finished> => run([binary, '--kubeconfig', alice, ...args])
  const canI = async (...args: string[]): Promise<string> =>
    (await kubectl('auth', 'can-i', ...args)).stdout.toString().trim().split('\n').at(-1) ?? ''
  for (const [answer, ...args] of isThorough ? questions : questions.slice(0, 2)) {
    t.equal(await canI(...args), answer, args.join(' '))
  }
  const all = (await kubectl('auth', 'can-i', '--list')).stdout.toString()
  t.match(all, /^pods +\[\] +\[\] +\[get list watch\]/m)
  t.match(all, /^pods\/exec +\[\] +\[pump\] +\[create get\]/m)
  await actAsOthers(t, asking)
}

async function actAsOthers(t: Test, { aranya, binary, minor, alice, isThorough }: Asking): Promise<void> {
  const account = 'system:serviceaccount:default:reporter'
  const as = (...args: string[]): Promise<Finished> => run([binary, '--kubeconfig', alice, ...args])
  const admin = (...args: string[]) => aranya.kubectlWith({ binary }, ...args)
  t.equal((await admin('get', 'pods', '--as', 'zoe', '--as-group', 'plant-a')).code, 0)
  if (isThorough) {
    t.equal((await as('get', 'pods', '--as', account)).code, 0)
    t.match((await as('get', 'pods', '--as', 'bob')).stderr, /User "alice" cannot impersonate resource "users"/)
    t.match((await as('auth', 'whoami')).stdout.toString(), /alice[^]*\[plant-a system:authenticated\]/)
  }
  // kubectl learned it with 1.27.
  if (minor < 27) return
  const other = (await as('auth', 'whoami', '--as', account)).stdout.toString()
  t.match(other, /reporter[^]*\[system:serviceaccounts system:serviceaccounts:default system:authenticated\]/)
}

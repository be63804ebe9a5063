import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { request } from 'node:https'
import { dirname, join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { StandInKubeApiserver } from '../apiserver/server/modes/support/kube-apiserver.ts'
import { stateDirFor } from '../support/aranya.ts'
import { exitCode, eventually, lineOf, run } from '../support/processes.ts'
import { repositoryRoot } from '../support/repository.ts'

/**
 * The tarball of `npm pack`, installed into an empty prefix as a user would, and both modes of the server started from there on
 * each supported Node.js: its packages have no code that depends on the version. Behind kube-apiserver means a stand-in for
 * it here; test/e2e/cluster has a real one.
 */

const nodeVersions = [20, 22, 24, 26]
const npmFlags = ['--no-audit', '--no-fund', '--loglevel=error']

t.test('the tarball installs and runs', async (t) => {
  const dir = stateDirFor(t)
  // Without `prepare`, which builds: hack/test.sh has built, and other tests run from dist/.
  const packed = await run(['npm', 'pack', '--ignore-scripts', '--pack-destination', dir], { cwd: repositoryRoot })
  t.equal(packed.code, 0, packed.stderr)
  const tarball = join(dir, readdirSync(dir).find((name) => name.endsWith('.tgz')) ?? '')
  const prefix = join(dir, 'prefix')
  const command = ['npm', 'install', '--global', '--prefix', prefix, ...npmFlags, tarball]
  const installed = await run(command, { cwd: dir, timeoutMs: 200_000 })
  t.equal(installed.code, 0, installed.stderr)
  t.notMatch(installed.stderr, /EBADENGINE/)
  const differing = differingVersions(join(prefix, 'lib/node_modules/aranya'))
  t.strictSame(differing, [], 'the versions are those of the lock file')
  for (const major of nodeVersions) {
    await t.test(`on Node.js ${major}`, async (t) => {
      const node = await fetchNode(major)
      const env = { ...process.env, PATH: `${dirname(node)}:${process.env['PATH']}`, NODE_OPTIONS: '' }
      for (const program of ['aranya', 'arhat']) {
        const { code, stdout, stderr } = await run([join(prefix, 'bin', program), '--version'], { env })
        t.equal(code, 0, stderr)
        t.match(stdout.toString(), /^\d+\.\d+\.\d+\n$/)
      }
      const cluster = await StandInKubeApiserver.start(t)
      cluster.put('namespaces', { metadata: { name: 'default', uid: '1' } })
      await serves(t, { prefix, env, flags: ['--mode', 'standalone'], path: '/readyz' })
      // Without a front proxy to trust the server is never ready. That it lives and reads namespaces depends on the packages.
      await serves(t, { prefix, env, flags: ['--kubeconfig', cluster.kubeconfig], path: '/livez' })
      t.ok(
        cluster.asked.some((line) => line.includes('/namespaces')),
        'it asked the cluster',
      )
    })
  }
})

async function fetchNode(major: number): Promise<string> {
  const { code, stdout, stderr } = await run([join(repositoryRoot, 'hack/node.sh'), String(major)], {
    timeoutMs: 120_000,
  })
  if (code !== 0) throw new Error(stderr)
  return stdout.toString().trim()
}

/** `NAME INSTALLED LOCKED` for each package of the tree `root` that is not what the lock file says. */
function differingVersions(root: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<
      Record<string, { readonly version: string; readonly dev?: boolean; readonly optional?: boolean }>
    >
  }
  return Object.entries(packages).flatMap(([path, { version, dev, optional }]) => {
    if (path === '' || dev) return []
    const manifest = join(root, path, 'package.json')
    if (!existsSync(manifest)) return optional ? [] : [`${path} missing ${version}`]
    const { version: found } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
    return found === version ? [] : [`${path} ${found} ${version}`]
  })
}

interface Serving {
  readonly prefix: string
  readonly env: NodeJS.ProcessEnv
  readonly flags: readonly string[]
  readonly path: string
}

async function serves(t: Test, { prefix, env, flags, path }: Serving): Promise<void> {
  const stateDir = stateDirFor(t)
  mkdirSync(stateDir, { recursive: true })
  const all = ['serve', ...flags, '--state-dir', stateDir, '--port', '0', '--agent-port', '0']
  const server = spawn(join(prefix, 'bin/aranya'), all, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  t.teardown(() => server.kill('SIGKILL'))
  const port = await lineOf(server, (line) => Number(/"port":(\d+)/.exec(line)?.[1]) || undefined)
  await eventually(`${flags.join(' ')} answers ${path}`, async () => (await statusOf(port, path)) === 200)
  server.kill('SIGTERM')
  t.equal(await exitCode(server), 0, `${flags.join(' ')} ends in order`)
}

function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const call = request({ port, path, rejectUnauthorized: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    call.on('error', () => resolve(undefined))
    call.end()
  })
}

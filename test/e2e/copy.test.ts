import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Cp, Exec, KubeConfig } from '@kubernetes/client-node'
import t from 'tap'
import type { Test } from 'tap'
import { kubectls, startAranya, startDevice, stateDirFor, succeed } from '../support/aranya.ts'
import type { Aranya, KubectlOptions } from '../support/aranya.ts'
import { minorVersion } from '../support/kubectl-version.ts'
import { eventually } from '../support/processes.ts'
import { makeTree, readTree, sha256, withoutLinks } from '../support/trees.ts'

/** kubectl cp, with a device that has neither tar nor test, and with one that has both. */

const full = process.env['ARANYA_TEST_FULL'] !== undefined
const megabytes = full ? 200 : 8
/** Before --retries, and with it, both over SPDY; the newest, whichever it is, comes on top. */
const usual = [20, 27]
const options = { timeoutMs: 120_000 }

t.test('kubectl cp', async (t) => {
  const aranya = await startAranya(t)
  const work = stateDirFor(t)
  const nothing = join(work, 'no programs')
  mkdirSync(nothing)
  await Promise.all([startDevice(t, aranya, 'bare', { env: { PATH: nothing } }), startDevice(t, aranya, 'complete')])
  makeTree(join(work, 'tree'))
  writeFileSync(join(work, 'file'), randomBytes(megabytes * 1024 * 1024))
  for (const { binary, minor } of await versions()) {
    await t.test(`kubectl 1.${minor}`, async (t) => {
      await copyFile(t, { aranya, work, binary, pod: 'bare' })
      await copyTree(t, { aranya, work, binary, pod: 'bare' })
      if (minor >= 24) await copyWithRetries(t, { aranya, work, binary, pod: 'bare' })
    })
  }
  await t.test('a device that has tar', async (t) => {
    await copyFile(t, { aranya, work, pod: 'complete' })
    await copyTree(t, { aranya, work, pod: 'complete' })
  })
  await t.test('@kubernetes/client-node', (t) => copyWithClientNode(t, aranya, work))
  await t.test('what is not there', (t) => copyNothing(t, aranya, work))
  await t.test('other commands of tar and test are not there', async (t) => {
    for (const command of [
      ['tar', '--version'],
      ['tar', 'czf', '-', '/etc/hostname'],
      ['test', '-f', '/etc/passwd'],
    ]) {
      const refused = await aranya.kubectlWith(options, 'exec', 'bare', '--', ...command)
      t.match(refused.stderr, /executable file not found/, command.join(' '))
    }
  })
})

/** One binary of each version that differs in how it copies. */
async function versions(): Promise<readonly { readonly binary: string; readonly minor: number }[]> {
  const all = new Map<number, string>()
  for (const binary of kubectls()) all.set(await minorVersion(binary), binary)
  const minors = [...all.keys()].sort((left, right) => left - right)
  const wanted = minors.filter((minor) => usual.includes(minor) || minor === minors.at(-1))
  return (full ? minors : wanted).map((minor) => ({ minor, binary: all.get(minor) ?? '' }))
}

interface Copying {
  readonly aranya: Aranya
  readonly work: string
  readonly pod: string
  readonly binary?: string
}

function kubectl({ aranya, binary }: Copying): (...args: string[]) => ReturnType<Aranya['kubectl']> {
  const how: KubectlOptions = { ...options, ...(binary !== undefined && { binary }) }
  return (...args) => succeed(aranya.kubectlWith(how, ...args))
}

async function copyFile(t: Test, copying: Copying): Promise<void> {
  const { work, pod } = copying
  const source = join(work, 'file')
  const device = stateDirFor(t)
  const back = join(stateDirFor(t), 'back')
  await kubectl(copying)('cp', source, `${pod}:${device}/a copy`)
  await kubectl(copying)('cp', `${pod}:${device}/a copy`, back)
  const expected = sha256(readFileSync(source))
  t.equal(sha256(readFileSync(join(device, 'a copy'))), expected, 'to the device')
  t.equal(sha256(readFileSync(back)), expected, 'and back')
}

async function copyTree(t: Test, copying: Copying): Promise<void> {
  const { work, pod } = copying
  const source = join(work, 'tree')
  const expected = readTree(source)
  const device = stateDirFor(t)
  const back = join(stateDirFor(t), 'back')
  await kubectl(copying)('cp', source, `${pod}:${device}`)
  t.same(readTree(join(device, 'tree')), expected, 'into a directory of the device')
  const { stderr } = await kubectl(copying)('cp', `${pod}:${source}`, back)
  t.match(stderr, /skipping symlink/, 'kubectl itself leaves out links')
  const back1 = readTree(back)
  // What tar calls another name of a file, kubectl makes an empty file of.
  if (pod === 'complete') delete back1['data again']
  const { 'data again': linked = '', ...rest } = withoutLinks(expected)
  t.same(back1, pod === 'complete' ? rest : { ...rest, 'data again': linked }, 'from the device')
}

async function copyWithRetries(t: Test, copying: Copying): Promise<void> {
  const back = join(stateDirFor(t), 'back')
  await kubectl(copying)('cp', '--retries=3', `${copying.pod}:${copying.work}/tree/data`, back)
  t.equal(sha256(readFileSync(back)), sha256(readFileSync(join(copying.work, 'tree/data'))), 'with --retries')
}

/** Its calls come back before anything was copied. */
async function copyWithClientNode(t: Test, aranya: Aranya, work: string): Promise<void> {
  const config = new KubeConfig()
  config.loadFromFile(aranya.kubeconfig)
  const copy = new Cp(config)
  const source = join(work, 'tree')
  const [device, back] = [stateDirFor(t), stateDirFor(t)]
  const expected = readTree(source)
  const isEqual = (root: string) => JSON.stringify(readTree(root)) === JSON.stringify(expected)
  await copy.cpToPod('default', 'bare', 'host', source, device)
  await eventually('the tree on the device', () => isEqual(device))
  // What `cpFromPod` of version 2 executes; that of version 1 asks for a compressed archive, and does not unpack it.
  const unpack = spawn('tar', ['xf', '-', '-C', back], { stdio: ['pipe', 'ignore', 'inherit'] })
  const command = ['tar', 'cf', '-', '-C', source, '.']
  await new Exec(config).exec('default', 'bare', 'host', command, unpack.stdin, process.stderr, null, false)
  await eventually('the tree here', () => isEqual(back))
  t.same(readTree(back), expected)
}

async function copyNothing(t: Test, aranya: Aranya, work: string): Promise<void> {
  const from = await aranya.kubectlWith(options, 'cp', 'bare:/no/such/file', join(work, 'nothing'))
  t.match(from.stderr + from.stdout.toString(), /tar: \/no\/such\/file: Cannot stat: No such file or directory/)
  const to = await aranya.kubectlWith(options, 'cp', join(work, 'tree/data'), 'bare:/no/such/directory/file')
  t.not(to.code, 0)
  t.match(to.stderr, /tar: \/no\/such\/directory: Cannot open: No such file or directory/)
}

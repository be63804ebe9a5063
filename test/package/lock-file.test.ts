import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { satisfies } from 'semver'
import t from 'tap'
import { repositoryRoot } from '../support/repository.ts'

interface LockedPackage {
  readonly version: string
  readonly resolved?: string
  readonly link?: boolean
  readonly engines?: { readonly node?: string }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

interface Manifest {
  readonly engines: { readonly node: string }
  readonly dependencies: Readonly<Record<string, string>>
  readonly bundleDependencies: readonly string[]
}

const readJson = (name: string): unknown => JSON.parse(readFileSync(join(repositoryRoot, name), 'utf8'))
const manifest = readJson('package.json') as Manifest
const { packages } = readJson('package-lock.json') as { packages: Readonly<Record<string, LockedPackage>> }
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Packages that may ask for a newer Node.js than `engines` promises, each with the reason why that does no harm. */
const exemptFromEngines: Readonly<Record<string, string>> = {}

t.test('the lock file has every package of every platform', async (t) => {
  const locked = new Set(Object.keys(packages).map(nameOf))
  for (const [path, { dependencies, optionalDependencies }] of Object.entries(packages)) {
    const missing = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !locked.has(name))
    t.strictSame(missing, [], path || 'aranya itself')
  }
  for (const platform of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']) {
    for (const native of [`@lmdb/lmdb-${platform}`, `@lydell/node-pty-${platform}`]) t.ok(locked.has(native), native)
  }
})

t.test('the lock file names no registry, so that a mirror can be used', async (t) => {
  const named = Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined)
  t.strictSame(named, [])
})

t.test('every package runs on the oldest Node.js that engines promises', async (t) => {
  const oldest = manifest.engines.node.replace('>=', '')
  const newer = Object.entries(packages)
    .filter(([path, { engines }]) => path !== '' && engines?.node !== undefined && !satisfies(oldest, engines.node))
    .map(([path]) => nameOf(path))
  t.strictSame(newer, Object.keys(exemptFromEngines))
})

t.test('the tarball carries every package that the programs need', async (t) => {
  t.strictSame(manifest.bundleDependencies, Object.keys(manifest.dependencies))
})

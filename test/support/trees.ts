import { createHash, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a tree with what tends to get lost: empty files and directories, links, names that shells and encodings break. */
export function makeTree(root: string): void {
  const long = 'long '.repeat(30)
  for (const directory of ['', 'empty', 'with space/and more', 'ünïcödé ☃/日本', long])
    mkdirSync(join(root, directory), { recursive: true })
  writeFileSync(join(root, 'data'), randomBytes(300_000))
  writeFileSync(join(root, 'zero bytes'), '')
  writeFileSync(join(root, 'script.sh'), '#!/bin/sh\n', { mode: 0o755 })
  writeFileSync(join(root, 'with space/and more/“quotes” & $dollars'), 'one')
  writeFileSync(join(root, 'ünïcödé ☃/日本/ファイル'), 'two')
  writeFileSync(join(root, long, `${long}.txt`), 'three')
  linkSync(join(root, 'data'), join(root, 'data again'))
  symlinkSync('data', join(root, 'a link'))
  symlinkSync('nowhere/at all', join(root, 'dangling'))
  symlinkSync('with space', join(root, 'to a directory'))
}

/** What there is below `root`: for each path the SHA-256 of a file, the target of a link, or `/`. */
export function readTree(root: string): Record<string, string> {
  return Object.fromEntries([...walk(root, '')].sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** Not `recursive` of readdir, which in Node.js 24 follows links to directories. */
function* walk(root: string, below: string): Generator<[string, string]> {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const name = join(below, entry.name)
    if (entry.isSymbolicLink()) yield [name, `-> ${readlinkSync(join(root, name))}`]
    else if (!entry.isDirectory()) yield [name, sha256(readFileSync(join(root, name)))]
    else {
      yield [name, '/']
      yield* walk(root, name)
    }
  }
}

/** The same without symbolic links, which kubectl leaves out when it copies from a pod. */
export function withoutLinks(tree: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([, what]) => !what.startsWith('->')))
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

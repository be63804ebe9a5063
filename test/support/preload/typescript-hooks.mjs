/**
 * The types of a source are blanked, not compiled: every line and column stays where it was, so nothing needs a source map.
 * What comes of it is kept in .cache/, because to load the TypeScript parser takes longer than most tests.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(import.meta.dirname, '../../..')
const cache = join(root, '.cache/typescript')

/** The hook of https://nodejs.org/docs/latest-v20.x/api/module.html#loadurl-context-nextload. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context)
  const path = fileURLToPath(url)
  return { format: 'module', shortCircuit: true, source: await withoutTypes(path, await readFile(path, 'utf8')) }
}

async function withoutTypes(path, source) {
  const kept = join(cache, relative(root, path).replace(/ts$/, 'js'))
  const mark = `\n//# of ${createHash('sha256').update(source).digest('hex')}\n`
  const found = await readFile(kept, 'utf8').catch(() => '')
  if (found.endsWith(mark)) return found
  const { default: blankTypes } = await import('ts-blank-space')
  const blanked = blankTypes(source, (node) => refuse(path, node)) + mark
  await keep(kept, blanked)
  return blanked
}

/** Several test files may blank the same source at once: each reader finds a whole file. */
async function keep(path, text) {
  const part = `${path}.${process.pid}`
  await mkdir(dirname(path), { recursive: true })
  await writeFile(part, text)
  await rename(part, path)
}

function refuse(path, node) {
  throw new SyntaxError(`${path}: more than types would have to be removed here: ${node.getText()}`)
}

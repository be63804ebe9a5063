import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve, sep } from 'node:path'
import { parse } from 'yaml'
import { readIfThere } from '../../pki/key-files.ts'

/** What of it we know; all other fields are kept as they are. Paths are absolute. */
export interface Kubeconfig {
  /** The files that it was read from, for error messages. */
  readonly files: readonly string[]
  readonly currentContext: string | undefined
  readonly contexts: ReadonlyMap<string, Fields>
  readonly clusters: ReadonlyMap<string, Fields>
  readonly users: ReadonlyMap<string, Fields>
}

export type Fields = Readonly<Record<string, unknown>>

export interface KubeconfigSource {
  /** What `--kubeconfig` names: this file alone, which must be there. */
  readonly file: string | undefined
  readonly env: NodeJS.ProcessEnv
}

/**
 * Reads what kubectl would: one file, else those of `KUBECONFIG`, else `~/.kube/config`; of a name in several files, the
 * first counts (k8s.io/client-go/tools/clientcmd/loader.go). Throws an Error that names the file and what is wrong.
 */
export async function readKubeconfig({ file, env }: KubeconfigSource): Promise<Kubeconfig> {
  const candidates = file === undefined ? defaultFiles(env) : [resolve(file)]
  const texts = await Promise.all(candidates.map(async (path) => ({ path, text: await readIfThere(path) })))
  const found = texts.flatMap(({ path, text }) =>
    text === undefined ? [] : [{ path, document: parseFile(path, text) }],
  )
  if (found.length === 0)
    throw new Error(`there is no kubeconfig at ${candidates.join(', ')}: name one with --kubeconfig`)
  const named = (list: string, item: string, toFields: (fields: Fields, path: string) => Fields) =>
    new Map(
      found
        .toReversed()
        .flatMap(({ path, document }) =>
          itemsOf(document[list], { path, list, item }).map(
            ([name, fields]) => [name, toFields(fields, path)] as const,
          ),
        ),
    )
  return {
    files: found.map(({ path }) => path),
    currentContext: found.map(({ document }) => document['current-context']).find(isName),
    contexts: named('contexts', 'context', (fields) => fields),
    clusters: named('clusters', 'cluster', (fields, path) => withAbsolutePaths(fields, clusterPaths, path)),
    users: named('users', 'user', (fields, path) =>
      withAbsoluteCommand(withAbsolutePaths(fields, userPaths, path), path),
    ),
  }
}

const clusterPaths = ['certificate-authority']
const userPaths = ['client-certificate', 'client-key', 'tokenFile']

function defaultFiles({ KUBECONFIG = '' }: NodeJS.ProcessEnv): readonly string[] {
  const given = KUBECONFIG.split(delimiter).filter((path) => path !== '')
  return given.length === 0 ? [join(homedir(), '.kube', 'config')] : [...new Set(given)].map((path) => resolve(path))
}

function parseFile(path: string, text: string): Fields {
  const document = tryParse(path, text) ?? {}
  if (!isFields(document)) throw new Error(`${path} is no kubeconfig: it is not a map`)
  return document
}

function tryParse(path: string, text: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    throw new Error(`${path} is no kubeconfig: ${(cause as Error).message.split('\n')[0]}`, { cause })
  }
}

interface Place {
  readonly path: string
  readonly list: string
  readonly item: string
}

function itemsOf(value: unknown, { path, list, item }: Place): readonly (readonly [string, Fields])[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Error(`${path} is no kubeconfig: ${list} is not a list`)
  return value.toReversed().map((entry: unknown) => {
    const fields = isFields(entry) ? (entry[item] ?? {}) : undefined
    const name = isFields(entry) ? entry['name'] : undefined
    if (!isName(name) || !isFields(fields))
      throw new Error(`${path} is no kubeconfig: ${list} has an entry without a name`)
    return [name, fields] as const
  })
}

function withAbsolutePaths(fields: Fields, keys: readonly string[], file: string): Fields {
  const paths = keys.flatMap((key) => {
    const path = fields[key]
    return isName(path) ? [[key, resolve(dirname(file), path)] as const] : []
  })
  return { ...fields, ...Object.fromEntries(paths) }
}

/** A command without a slash is looked for in PATH. */
function withAbsoluteCommand(user: Fields, file: string): Fields {
  const { exec } = user
  if (!isFields(exec) || !isName(exec['command']) || !exec['command'].includes(sep)) return user
  return { ...user, exec: withAbsolutePaths(exec, ['command'], file) }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

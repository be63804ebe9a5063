/** A parameter of an operation or path, in neither version's words. */
export interface Parameter {
  readonly name: string
  readonly in: 'query' | 'path'
  readonly type: 'string' | 'integer' | 'boolean'
  readonly description: string
}

const query = (name: string, type: Parameter['type'], description: string): Parameter => ({
  name,
  in: 'query',
  type,
  description,
})

const dryRun = query('dryRun', 'string', 'All: everything is done but to store the result.')
const fieldManager = query('fieldManager', 'string', 'Who makes the change; at most 128 printable characters.')
const fieldValidation = query(
  'fieldValidation',
  'string',
  'What happens to unknown and duplicate fields. Ignore: nothing. Warn: a warning (default). Strict: the request fails.',
)
const force = query('force', 'boolean', 'For apply patches alone: takes over fields of other managers.')

export const writeParameters: readonly Parameter[] = [dryRun, fieldManager, fieldValidation]
export const patchParameters: readonly Parameter[] = [dryRun, fieldManager, fieldValidation, force]

export const deleteParameters: readonly Parameter[] = [
  dryRun,
  query('gracePeriodSeconds', 'integer', 'Taken, and without effect.'),
  query('orphanDependents', 'boolean', 'Deprecated: use propagationPolicy.'),
  query('propagationPolicy', 'string', 'What happens to what the object owns: Orphan, Background or Foreground.'),
]

export const listParameters: readonly Parameter[] = [
  query('allowWatchBookmarks', 'boolean', 'Of a watch: whether bookmarks are wanted.'),
  query('continue', 'string', 'The token of an earlier part of the list.'),
  query('fieldSelector', 'string', 'Selects by fields, such as metadata.name=x.'),
  query('labelSelector', 'string', 'Selects by labels, such as app=x,tier in (a,b).'),
  query('limit', 'integer', 'The most items of one part.'),
  query('resourceVersion', 'string', 'How new the list must be, or where a watch begins.'),
  query('resourceVersionMatch', 'string', 'What resourceVersion means to a list: Exact or NotOlderThan.'),
  query('sendInitialEvents', 'boolean', 'Of a watch: begin with all objects that are there, then a bookmark.'),
  query('timeoutSeconds', 'integer', 'Of a watch: when it ends.'),
  query('watch', 'boolean', 'Watch instead of list.'),
]

/** What the path itself holds, and `pretty`, which Kubernetes lists everywhere. */
export function pathParameters(path: string): readonly Parameter[] {
  const named = (name: string, description: string): Parameter => ({ name, in: 'path', type: 'string', description })
  return [
    ...(path.includes('{name}') ? [named('name', 'Name of the object.')] : []),
    ...(path.includes('{namespace}') ? [named('namespace', 'Namespace of the object.')] : []),
    query('pretty', 'string', 'true: the answer is indented.'),
  ]
}

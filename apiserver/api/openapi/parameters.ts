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

const container = query('container', 'string', 'The container; may be left out where there is one alone.')
const terminal: readonly Parameter[] = [
  container,
  query('stdin', 'boolean', 'Whether the client sends input.'),
  query('stdout', 'boolean', 'Whether the client wants the output.'),
  query('stderr', 'boolean', 'Whether the client wants the errors; with a terminal they come with the output.'),
  query('tty', 'boolean', 'Whether it runs on a terminal.'),
]

/** What streams are asked for, by subresource. */
const streamParameters: Readonly<Record<string, readonly Parameter[]>> = {
  exec: [
    query('command', 'string', 'A word of the command; repeated, one for each. No shell reads them.'),
    ...terminal,
  ],
  attach: terminal,
  hostshell: terminal,
  portforward: [
    query('ports', 'integer', 'Ports that are asked for beforehand; repeated.'),
    query('host', 'string', 'Of edgedevices alone: a host that the device can reach, instead of itself.'),
  ],
  log: [
    container,
    query('follow', 'boolean', 'Go on with what is written later.'),
    query('previous', 'boolean', 'What was written before the last rotation or start.'),
    query('timestamps', 'boolean', 'Begin every line with its time.'),
    query('sinceSeconds', 'integer', 'Only lines that are at most so old.'),
    query('sinceTime', 'string', 'Only lines that are not older than this, as in RFC 3339.'),
    query('tailLines', 'integer', 'Only so many lines from the end.'),
    query('limitBytes', 'integer', 'The most bytes of the answer.'),
    query('stream', 'string', 'All, the only one there is.'),
    query('insecureSkipTLSVerifyBackend', 'boolean', 'Taken, and without effect.'),
  ],
}

/** Of `exec`, `log` and the like; none for subresources that are not known here. */
export function parametersOfStream(subresource: string): readonly Parameter[] {
  return streamParameters[subresource] ?? []
}

/** What the path itself holds, and `pretty`, which Kubernetes lists everywhere. */
export function pathParameters(path: string): readonly Parameter[] {
  const named = (name: string, description: string): Parameter => ({ name, in: 'path', type: 'string', description })
  return [
    ...(path.includes('{name}') ? [named('name', 'Name of the object.')] : []),
    ...(path.includes('{namespace}') ? [named('namespace', 'Namespace of the object.')] : []),
    query('pretty', 'string', 'true: the answer is indented.'),
  ]
}

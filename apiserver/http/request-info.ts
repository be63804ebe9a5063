import type { Attributes, ResourceAttributes } from '../auth/types.ts'

export interface RequestLine {
  readonly method: string
  /** As sent, without the query. */
  readonly path: string
  /** The decoded segments of `path`. */
  readonly segments: readonly string[]
  readonly query: URLSearchParams
}

/** Kubernetes' older prefix for watches and proxies, which stands where the resource would. */
const specialVerbs: ReadonlySet<string> = new Set(['proxy', 'watch'])
const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize'])
const verbs: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}
const exactName = /(?:^|,)metadata\.name==?([^,=!\\]+)(?:,|$)/

/** What a request wants, from its line alone: k8s.io/apiserver/pkg/endpoints/request/requestinfo.go. */
export function toAttributes(line: RequestLine): Attributes {
  const { segments } = line
  const [prefix] = segments
  if (prefix === 'api' && segments.length >= 3) return toResource(line, '', segments.slice(1))
  if (prefix === 'apis' && segments.length >= 4) return toResource(line, segments[1] ?? '', segments.slice(2))
  return toDocumentAttributes(line)
}

/** What a request for a path that names no resource wants. */
export function toDocumentAttributes({ method, path }: Pick<RequestLine, 'method' | 'path'>): Attributes {
  return { kind: 'nonresource', verb: method.toLowerCase(), path }
}

function toResource(line: RequestLine, group: string, [version = '', ...parts]: readonly string[]): ResourceAttributes {
  const special = specialVerbs.has(parts[0] ?? '') ? parts.shift() : undefined
  const namespace = parts[0] === 'namespaces' ? parts[1] : undefined
  if (namespace !== undefined && parts.length > 2 && !namespaceSubresources.has(parts[2] ?? '')) parts.splice(0, 2)
  const [resource = '', name, subresource] = parts
  const verb = special ?? toVerb(line, name)
  return {
    kind: 'resource',
    verb,
    group,
    version,
    resource,
    ...(subresource !== undefined && special !== 'proxy' && { subresource }),
    ...(namespace !== undefined && { namespace }),
    ...(name === undefined ? selected(line.query, verb) : { name }),
  }
}

function toVerb({ method, query }: RequestLine, name: string | undefined): string {
  const verb = verbs[method] ?? ''
  if (name !== undefined) return verb
  if (verb === 'get') return parseFlag(query, 'watch') ? 'watch' : 'list'
  return verb === 'delete' ? 'deletecollection' : verb
}

/** What a collection request selects; a selector for one name is a request for that name. */
function selected(query: URLSearchParams, verb: string): Partial<ResourceAttributes> {
  if (query.size === 0 || !(verb === 'list' || verb === 'watch' || verb === 'deletecollection')) return {}
  const fieldSelector = query.get('fieldSelector') ?? ''
  const labelSelector = query.get('labelSelector') ?? ''
  const name = exactName.exec(fieldSelector)?.[1]
  return {
    ...(fieldSelector !== '' && { fieldSelector }),
    ...(labelSelector !== '' && { labelSelector }),
    ...(name !== undefined && { name }),
  }
}

/** A boolean parameter as Kubernetes reads it: present is true, save for `false` and `0`. */
export function parseFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name)
  return value !== null && value !== '0' && value.toLowerCase() !== 'false'
}

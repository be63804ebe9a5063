import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../api/meta/errors.ts'
import type { Attributes, ResourceAttributes } from '../../auth/types.ts'
import type { Exchange, RouteTarget } from '../exchange.ts'
import { virtualClusterPrefix } from '../paths.ts'
import { parseFlag } from '../request/query.ts'

/** What the health checks begin with: they need neither a user nor a right. */
const healthCheckPaths: ReadonlySet<string> = new Set(['healthz', 'livez', 'readyz'])

/**
 * Reads from the path and the method what a request asks for. A request that cannot be read gets a `refusal`, which is thrown
 * after authentication.
 */
export function readRequestInfo(request: FastifyRequest): void {
  try {
    readInfo(request)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    request.exchange.refusal = error
    request.exchange.audit.unreadable()
  }
}

function readInfo(request: FastifyRequest): void {
  const { url = '/', method = 'GET' } = request.raw
  const { path, query } = request.exchange
  const { cluster, segments } = toPlace(parsePath(url))
  const pathThere = cluster === undefined ? path : `/${segments.join('/')}`
  const isDocument = request.routeOptions.config.document === true
  const attributes = isDocument
    ? toDocumentAttributes({ method, path: pathThere })
    : toAttributes({ method, path: pathThere, segments, query })
  request.exchange = { ...request.exchange, cluster, attributes }
  checkTarget(request)
}

/** The chosen route and the path that will be authorized must mean the same. They do; this guards against a mistake. */
function checkTarget({ exchange, routeOptions, is404 }: FastifyRequest): void {
  const { target, inCluster = false } = routeOptions.config
  const samePlace = is404 || inCluster === (exchange.cluster !== undefined)
  const same = samePlace && (target === undefined || isTarget(target, exchange))
  if (!same) throw new ApiError('BadRequest', 'the path of the request is ambiguous')
}

function isTarget(target: RouteTarget, { attributes }: Exchange): boolean {
  return (
    attributes.kind === 'resource' &&
    attributes.group === target.group &&
    attributes.version === target.version &&
    attributes.resource === target.resource &&
    attributes.subresource === target.subresource
  )
}

/** True for the paths that everybody may ask. */
export function isHealthCheck({ attributes, path }: Exchange): boolean {
  return attributes.kind === 'nonresource' && healthCheckPaths.has(path.split('/', 2)[1] ?? '')
}

interface RequestLine {
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

/** Paths of which every segment is plain: nothing to decode, none empty or made of dots. */
const plainPath = /^(?:\/[\w:~@!$&'()*+,;=-][\w:~@!$&'()*+,;=.-]*)*\/?$/
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const forbiddenInSegment = /[/\\\u0000-\u001f\u007f]/

/**
 * The decoded segments of a request target's path; a slash at the end makes no difference.
 *
 * Throws ApiError 400 for what two readers could read differently: encoded slashes, `.` and `..`, empty
 * segments, fragments, absolute targets. The router and the authorizer must never see two different paths.
 */
export function parsePath(target: string): readonly string[] {
  const path = pathOf(target)
  if (!plainPath.test(path)) return parseUnusualPath(path)
  return splitPath(path)
}

/** The path of a request target, without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?')
  return query < 0 ? target : target.slice(0, query)
}

function splitPath(path: string): string[] {
  const segments = path.split('/')
  segments.shift()
  if (segments.at(-1) === '') segments.pop()
  return segments
}

function parseUnusualPath(path: string): readonly string[] {
  if (!path.startsWith('/') || path.includes('#')) throw badPath()
  return splitPath(path).map(decodeSegment)
}

function decodeSegment(encoded: string): string {
  const segment = tryDecode(encoded)
  if (segment === '' || segment === '.' || segment === '..' || forbiddenInSegment.test(segment)) throw badPath()
  return segment
}

function tryDecode(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch (cause) {
    throw new ApiError('BadRequest', 'the path of the request is not valid percent-encoding', {}, { cause })
  }
}

function badPath(): ApiError {
  return new ApiError('BadRequest', 'the path of the request has empty, relative or encoded separators')
}

/** Where a path leads: at the server's root, or inside of the virtual cluster of a namespace. */
interface Place {
  /** The namespace whose virtual cluster it is; undefined at the root. */
  readonly cluster: string | undefined
  /** The decoded segments there. */
  readonly segments: readonly string[]
}

const pattern = virtualClusterPrefix.split('/').slice(1)
const namespaceIndex = pattern.indexOf(':namespace')

/** Reads where a path leads. It enters one virtual cluster: what looks like another one in there is just a path. */
export function toPlace(segments: readonly string[]): Place {
  const enters = pattern.every((part, index) =>
    index === namespaceIndex ? index in segments : segments[index] === part,
  )
  if (!enters) return { cluster: undefined, segments }
  return { cluster: segments[namespaceIndex], segments: segments.slice(pattern.length) }
}

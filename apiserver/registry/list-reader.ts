import { ApiError } from '../api/meta/errors.ts'
import type { StoredObject } from '../api/meta/object.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import type { Selector } from '../api/selectors/selectors.ts'
import { orderKey, resourcePrefix, storageKey } from './keys.ts'
import type { ListSnapshots } from './list-snapshots.ts'
import type { ObjectCache } from './object-cache.ts'
import type { ListQuery, ListResult } from './rest-storage.ts'
import { parseRevision, waitForRevision } from './revisions.ts'
import { expired } from './status-errors.ts'

interface Source {
  readonly items: readonly StoredObject[]
  readonly revision: number
}

/**
 * Lists of one resource from the cache, with Kubernetes' semantics of resourceVersion, resourceVersionMatch, limit and
 * continue (apimachinery/pkg/apis/meta/internalversion/validation and apiserver/pkg/storage/cacher).
 */
export class ListReader {
  readonly #info: ResourceInfo
  readonly #cache: ObjectCache
  readonly #snapshots: ListSnapshots

  constructor(options: { info: ResourceInfo; cache: ObjectCache; snapshots: ListSnapshots }) {
    this.#info = options.info
    this.#cache = options.cache
    this.#snapshots = options.snapshots
  }

  /** Throws ApiError 400, 410, 422, 504. */
  async list(query: ListQuery): Promise<ListResult> {
    checkQuery(query)
    const token = query.continueToken ? decodeContinueToken(query.continueToken) : undefined
    if (token !== undefined) return this.#page(this.#resume(token, query), query, token.after)
    const revision = parseRevision(query.resourceVersion)
    if (revision > this.#cache.progressRevision) await waitForRevision(this.#cache, revision)
    return this.#page(wantsExactly(query, revision) ? this.#exactly(revision, query) : this.#now(query), query)
  }

  #prefix(query: ListQuery): string {
    const prefix = resourcePrefix(this.#info)
    const namespace = query.namespace ?? query.selector.namespace
    return namespace === undefined || !this.#info.namespaced ? prefix : `${prefix}${namespace}/`
  }

  #now(query: ListQuery): Source {
    const name = query.selector.name
    const namespace = query.namespace ?? query.selector.namespace
    if (name === undefined || (this.#info.namespaced && !namespace)) return this.#cache.listObjects(this.#prefix(query))
    const item = this.#cache.getObject(storageKey(this.#info, { name, ...(namespace && { namespace }) }))
    return { items: item === undefined ? [] : [item], revision: this.#cache.progressRevision }
  }

  #exactly(revision: number, query: ListQuery): Source {
    const prefix = this.#prefix(query)
    const current = this.#cache.listObjects(prefix)
    if (current.revision === revision) return current
    const items = this.#snapshots.get(prefix, revision)
    if (items !== undefined) return { items, revision }
    throw expired(`The provided resource version ${revision} is no longer available, current: ${current.revision}`)
  }

  /** All pages are of one revision; the error for a lost one offers to go on with what is there now, as etcd's does. */
  #resume(token: ContinueToken, query: ListQuery): Source {
    if (token.revision === -1) return this.#cache.listObjects(this.#prefix(query))
    try {
      return this.#exactly(token.revision, query)
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'Expired') throw error
      throw expiredToken(token)
    }
  }

  #page(source: Source, query: ListQuery, after?: string): ListResult {
    const { selector, limit } = query
    const keyOf = (item: StoredObject): string => orderKey(this.#info, item.object)
    const page = cutPage({ items: source.items, selector, after, limit, keyOf })
    const last = page.items.at(-1)
    if (!page.more || last === undefined) return { items: page.items, revision: source.revision }
    this.#snapshots.set(this.#prefix(query), source.revision, source.items)
    return {
      items: page.items,
      revision: source.revision,
      continueToken: encodeContinueToken({ revision: source.revision, after: keyOf(last) }),
      ...(page.remaining !== undefined && { remainingItemCount: page.remaining }),
    }
  }
}

/** The message is apiserver's (storage/etcd3/errors.go); client-go's pager starts over, others may take the token. */
function expiredToken(token: ContinueToken): ApiError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
    'the continue parameter, or use the continue token in this response to retrieve the remainder of the results.'
  const continueToken = encodeContinueToken({ revision: -1, after: token.after })
  return new ApiError('Expired', message, undefined, { continueToken })
}

function wantsExactly(query: ListQuery, revision: number): boolean {
  if (query.resourceVersionMatch !== undefined) return query.resourceVersionMatch === 'Exact'
  return revision > 0 && (query.limit ?? 0) > 0
}

/** Throws ApiError 422 or 400 for combinations that mean nothing. */
function checkQuery({ resourceVersion, resourceVersionMatch: match, continueToken }: ListQuery): void {
  const hasVersion = resourceVersion !== undefined && resourceVersion !== ''
  if (match !== undefined) {
    if (continueToken) throw invalidMatch('resourceVersionMatch is forbidden when continue is provided')
    if (!hasVersion) throw invalidMatch('resourceVersionMatch is forbidden unless resourceVersion is provided')
    if (match === 'Exact' && resourceVersion === '0') {
      throw invalidMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
    }
  }
  if (continueToken && hasVersion && resourceVersion !== '0') {
    throw new ApiError('BadRequest', 'specifying resource version is not allowed when using continue')
  }
}

function invalidMatch(why: string): ApiError {
  const cause = { reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field: 'resourceVersionMatch' }
  const message = `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: ${why}`
  return new ApiError('Invalid', message, { group: 'meta.k8s.io', kind: 'ListOptions', causes: [cause] })
}

interface PageRequest {
  /** In the order of their keys. */
  readonly items: readonly StoredObject[]
  readonly selector: Selector
  /** Items with a key up to this one were given out before. */
  readonly after: string | undefined
  /** Undefined or 0 for all. */
  readonly limit: number | undefined
  readonly keyOf: (item: StoredObject) => string
}

interface Page {
  readonly items: readonly StoredObject[]
  /** Whether another page has something. */
  readonly more: boolean
  /** How many items follow; only known when everything is selected. */
  readonly remaining?: number
}

/** Cuts one page out of a list. All of it is the very array that was given. */
function cutPage(request: PageRequest): Page {
  const { items, selector, limit } = request
  const start = request.after === undefined ? 0 : findAfter(request, request.after)
  if (limit === undefined || limit === 0) return { items: selectFrom(items, start, selector), more: false }
  if (!selector.empty) return cutSelected(items, { start, limit, selector })
  const end = start + limit
  if (end >= items.length) return { items: start === 0 ? items : items.slice(start), more: false }
  return { items: items.slice(start, end), more: true, remaining: items.length - end }
}

function selectFrom(items: readonly StoredObject[], start: number, selector: Selector): readonly StoredObject[] {
  const rest = start === 0 ? items : items.slice(start)
  return selector.empty ? rest : rest.filter((item) => selector.matches(item.object))
}

function cutSelected(
  items: readonly StoredObject[],
  { start, limit, selector }: { start: number; limit: number; selector: Selector },
): Page {
  const page: StoredObject[] = []
  for (let index = start; index < items.length; index++) {
    const item = items[index]
    if (item === undefined || !selector.matches(item.object)) continue
    if (page.length === limit) return { items: page, more: true }
    page.push(item)
  }
  return { items: page, more: false }
}

/** The index of the first item whose key is greater than `after`. */
function findAfter({ items, keyOf }: PageRequest, after: string): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && keyOf(item) <= after) low = middle + 1
    else high = middle
  }
  return low
}

/** Where the next page of a list begins. Opaque to clients. */
interface ContinueToken {
  /** The revision of all pages; -1 for "whatever is current", after the list's own revision was lost. */
  readonly revision: number
  /** The order key of the last item that was given out. */
  readonly after: string
}

/** Longer than any token that was ever given out: two names of 253 characters in JSON and base64. */
const maxLength = 1024

function encodeContinueToken({ revision, after }: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 1, rv: revision, after })).toString('base64url')
}

/** Throws ApiError 400 for anything that `encodeContinueToken` did not make. */
function decodeContinueToken(text: string): ContinueToken {
  const value = text.length <= maxLength ? parse(text) : undefined
  const { v, rv, after } = value ?? {}
  const isRevision = typeof rv === 'number' && Number.isSafeInteger(rv) && rv >= -1
  if (v !== 1 || !isRevision || typeof after !== 'string') {
    throw new ApiError('BadRequest', 'continue key is not valid')
  }
  return { revision: rv, after }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

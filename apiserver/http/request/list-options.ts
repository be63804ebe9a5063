import { invalidError } from '../../api/meta/errors.ts'
import type { ApiError, StatusCause } from '../../api/meta/errors.ts'
import { everything, parseSelector } from '../../api/selectors/selectors.ts'
import type { ListQuery, RestStorage, WatchQuery } from '../../registry/rest-storage.ts'
import { parseFlag, parseInteger } from './query.ts'

/** Where a list or watch happens, and of what. */
export interface Scope {
  readonly namespace: string | undefined
  /** What field selectors may name there. */
  readonly fields: RestStorage['selectorFields']
}

/** Reads ListOptions of a list or deletecollection. Throws ApiError 400, 422. */
export function parseListQuery(query: URLSearchParams, scope: Scope): ListQuery {
  if (query.size === 0) return { ...toNamespace(scope), selector: everything }
  const match = query.get('resourceVersionMatch') ?? ''
  const resourceVersion = query.get('resourceVersion') ?? ''
  const continueToken = query.get('continue') ?? ''
  checkList({ match, resourceVersion, continueToken, sendInitialEvents: query.has('sendInitialEvents') })
  const limit = parseInteger(query, 'limit') ?? 0
  return {
    ...toNamespace(scope),
    selector: parseSelectorOf(query, scope),
    ...(limit > 0 && { limit }),
    ...(continueToken !== '' && { continueToken }),
    ...(resourceVersion !== '' && { resourceVersion }),
    ...(isMatch(match) && { resourceVersionMatch: match }),
  }
}

/** Reads ListOptions of a watch. Throws ApiError 400, 422. */
export function parseWatchQuery(query: URLSearchParams, scope: Scope): WatchQuery {
  const resourceVersion = query.get('resourceVersion') ?? ''
  const given = query.has('sendInitialEvents')
  checkWatch({ match: query.get('resourceVersionMatch') ?? '', given })
  return {
    ...toNamespace(scope),
    selector: parseSelectorOf(query, scope),
    ...(resourceVersion !== '' && { resourceVersion }),
    sendInitialEvents: given ? parseFlag(query, 'sendInitialEvents') : undefined,
    allowBookmarks: parseFlag(query, 'allowWatchBookmarks'),
  }
}

function toNamespace({ namespace }: Scope): { readonly namespace?: string } {
  return namespace === undefined ? {} : { namespace }
}

function parseSelectorOf(query: URLSearchParams, { fields }: Scope): ListQuery['selector'] {
  return parseSelector({
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
    ...(fields && { fields }),
  })
}

function isMatch(match: string): match is 'Exact' | 'NotOlderThan' {
  return match === 'Exact' || match === 'NotOlderThan'
}

interface ListVersioning {
  readonly match: string
  readonly resourceVersion: string
  readonly continueToken: string
  readonly sendInitialEvents: boolean
}

/** The rules of k8s.io/apimachinery/pkg/apis/meta/internalversion/validation. */
function checkList({ match, resourceVersion, continueToken, sendInitialEvents }: ListVersioning): void {
  if (sendInitialEvents) refuse('sendInitialEvents', 'sendInitialEvents is forbidden for list')
  if (match === '') return
  if (resourceVersion === '') refuse(matchField, 'resourceVersionMatch is forbidden unless resourceVersion is provided')
  if (continueToken !== '') refuse(matchField, 'resourceVersionMatch is forbidden when continue is provided')
  if (!isMatch(match)) refuseValue(match, ['Exact', 'NotOlderThan'])
  if (match === 'Exact' && resourceVersion === '0') {
    refuse(matchField, 'resourceVersionMatch "Exact" is forbidden for resourceVersion "0"')
  }
}

function checkWatch({ match, given }: { readonly match: string; readonly given: boolean }): void {
  if (given && match !== 'NotOlderThan') {
    refuse(matchField, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')
  }
  if (!given && match !== '') {
    refuse(matchField, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')
  }
}

const matchField = 'resourceVersionMatch'

function refuse(field: string, text: string): never {
  throw invalidList({ reason: 'FieldValueForbidden', field, message: `Forbidden: ${text}` })
}

function refuseValue(value: string, supported: readonly string[]): never {
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((one) => `"${one}"`).join(', ')}`
  throw invalidList({ reason: 'FieldValueNotSupported', field: matchField, message })
}

function invalidList(cause: StatusCause): ApiError {
  return invalidOptions('ListOptions', [cause])
}

/** The 422 for query parameters, which Kubernetes validates as objects of `meta.k8s.io`. */
export function invalidOptions(kind: string, causes: readonly StatusCause[]): ApiError {
  return invalidError({ group: 'meta.k8s.io', kind }, '', causes)
}

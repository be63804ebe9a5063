import { isJsonObject } from '../../api/json/json.ts'
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../api/meta/errors.ts'
import type { StatusCause } from '../../api/meta/errors.ts'
import type { DeleteOptions, WriteContext } from '../../registry/rest-storage.ts'
import { bodyOf, decodeObjectBody } from './body.ts'
import { checkDryRun, parseWriteContext } from './write-options.ts'
import { invalidOptions } from './list-options.ts'
import { parseInteger } from './query.ts'

const policies: ReadonlySet<unknown> = new Set(['Orphan', 'Background', 'Foreground'])

/** How something is to be deleted, and on whose behalf. */
export interface DeleteRequest {
  readonly options: DeleteOptions
  readonly context: WriteContext
}

/** Reads DeleteOptions, from the body where there is one, else from the query. Throws ApiError 400, 415, 422. */
export function readDeleteRequest(request: FastifyRequest): DeleteRequest {
  const context = parseWriteContext(request, 'DeleteOptions')
  if (bodyOf(request).length === 0) return { options: toOptions(fromQuery(request.exchange.query)), context }
  const body = readBody(request)
  const dryRun = toStrings(body.dryRun)
  const causes = checkDryRun(dryRun)
  if (causes.length > 0) throw invalidOptions('DeleteOptions', causes)
  return { options: toOptions(body), context: { ...context, dryRun: context.dryRun || dryRun.length > 0 } }
}

function fromQuery(query: URLSearchParams): Record<string, unknown> {
  parseInteger(query, 'gracePeriodSeconds')
  const orphan = query.get('orphanDependents')
  const policy = query.get('propagationPolicy')
  return {
    ...(orphan && { orphanDependents: orphan === 'true' || orphan === '1' }),
    ...(policy && { propagationPolicy: policy }),
  }
}

function readBody(request: FastifyRequest): Record<string, unknown> {
  const { value } = decodeObjectBody(request)
  if (!isJsonObject(value)) throw bad('it is not a JSON object')
  // Clients label DeleteOptions with the group and version of what they delete, or with v1.
  if (value.kind !== undefined && value.kind !== 'DeleteOptions') throw bad(`its kind is ${JSON.stringify(value.kind)}`)
  checkTypes(value)
  return value
}

/** Who sends these wrong may mean something else than to delete. The period itself counts for nothing: nothing here ends slowly. */
function checkTypes({ gracePeriodSeconds, orphanDependents }: Record<string, unknown>): void {
  if (!Number.isSafeInteger(gracePeriodSeconds ?? 0)) throw bad('gracePeriodSeconds is not a whole number')
  if (typeof (orphanDependents ?? true) !== 'boolean') throw bad('orphanDependents is not a boolean')
}

function toOptions({ propagationPolicy, orphanDependents, preconditions }: Record<string, unknown>): DeleteOptions {
  const policy = toPolicy(propagationPolicy ?? undefined, orphanDependents ?? undefined)
  const conditions = toPreconditions(preconditions ?? undefined)
  return { ...(conditions && { preconditions: conditions }), ...(policy && { propagationPolicy: policy }) }
}

function toPolicy(policy: unknown, orphan: unknown): DeleteOptions['propagationPolicy'] {
  if (policy !== undefined && orphan !== undefined) {
    const message = 'Invalid value: orphanDependents and deletionPropagation cannot be both set'
    throw invalid({ reason: 'FieldValueInvalid', field: 'propagationPolicy', message })
  }
  if (orphan !== undefined) return orphan === true ? 'Orphan' : 'Background'
  if (policy === undefined || isPolicy(policy)) return policy
  const supported = [...policies].map((one) => `"${String(one)}"`).join(', ')
  const message = `Unsupported value: ${JSON.stringify(policy)}: supported values: ${supported}`
  throw invalid({ reason: 'FieldValueNotSupported', field: 'propagationPolicy', message })
}

function isPolicy(value: unknown): value is 'Orphan' | 'Background' | 'Foreground' {
  return policies.has(value)
}

function toPreconditions(value: unknown): DeleteOptions['preconditions'] {
  if (value === undefined) return undefined
  if (!isJsonObject(value)) throw bad('preconditions is not a JSON object')
  const { uid, resourceVersion } = value
  return { ...toText('uid', uid), ...toText('resourceVersion', resourceVersion) }
}

function toText(field: 'uid' | 'resourceVersion', value: unknown): { readonly [field: string]: string } {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'string') throw bad(`preconditions.${field} is not a string`)
  return { [field]: value }
}

function toStrings(value: unknown): readonly string[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value
  throw bad('dryRun is not a list of strings')
}

function bad(why: string): ApiError {
  return new ApiError('BadRequest', `the body of the request is not DeleteOptions: ${why}`, {})
}

function invalid(cause: StatusCause): ApiError {
  return invalidOptions('DeleteOptions', [cause])
}

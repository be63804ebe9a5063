import { isJsonObject } from '../../api/json/json.ts'
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../api/meta/errors.ts'
import type { StatusCause } from '../../api/meta/errors.ts'
import type { KubeObject } from '../../api/meta/object.ts'
import type { ResourceInfo } from '../../api/meta/resource-info.ts'
import { reportFindings } from '../../registry/field-validation.ts'
import type { StrictFindings } from '../../registry/field-validation.ts'
import type { WriteContext } from '../../registry/rest-storage.ts'
import { userOf } from '../exchange.ts'
import { apiVersionOf } from '../../api/meta/resource-info.ts'
import { decodeObjectBody } from './body.ts'
import type { DecodedBody } from './body.ts'
import { invalidOptions } from './list-options.ts'

/** k8s.io/apimachinery/pkg/apis/meta/v1/validation. */
const maxFieldManagerLength = 128
const fieldValidations: ReadonlySet<string> = new Set(['Ignore', 'Warn', 'Strict'])
/** Where the client does not say who writes, its program does. */
const unknownManager = 'unknown'

/** Reads CreateOptions, UpdateOptions or PatchOptions. `kind` is theirs. Throws ApiError 422. */
export function parseWriteContext(request: FastifyRequest, kind: string): WriteContext {
  const { query, warnings } = request.exchange
  const dryRun = query.getAll('dryRun').filter((value) => value !== '')
  const causes = [
    ...checkDryRun(dryRun),
    ...checkFieldValidation(query),
    ...checkFieldManager(query),
    ...checkForce(query),
  ]
  if (causes.length > 0) throw invalidOptions(kind, causes)
  return {
    user: userOf(request),
    dryRun: dryRun.length > 0,
    warn: (text) => void warnings.push(text),
    fieldValidation: toFieldValidation(query.get('fieldValidation') ?? ''),
    fieldManager: query.get('fieldManager') || toProgram(request.headers['user-agent']),
  }
}

/** What is wrong with values of `dryRun`, in a query or in DeleteOptions. */
export function checkDryRun(values: readonly string[]): StatusCause[] {
  return values.filter((value) => value !== 'All').map((value) => notSupported('dryRun', { value, supported: ['All'] }))
}

/** What a body holds. */
type BodySubject = Pick<StrictFindings, 'info' | 'name'>

/** Tells of keys that the body has twice, as strictly as the request asked for it. Throws ApiError 400, 422 of a patch. */
export function checkDuplicates({ duplicates }: DecodedBody, subject: BodySubject, context: WriteContext): void {
  reportFindings({ ...subject, texts: duplicates.map((path) => `duplicate field "${path}"`) }, context)
}

function checkFieldValidation(query: URLSearchParams): StatusCause[] {
  const value = query.get('fieldValidation') ?? ''
  if (value === '' || fieldValidations.has(value)) return []
  return [notSupported('fieldValidation', { value, supported: ['', ...fieldValidations] })]
}

function checkFieldManager(query: URLSearchParams): StatusCause[] {
  const value = query.get('fieldManager') ?? ''
  if (value.length > maxFieldManagerLength) {
    const message = `Invalid value: may not be more than ${maxFieldManagerLength} bytes`
    return [{ reason: 'FieldValueTooLong', field: 'fieldManager', message }]
  }
  if (/^[\P{C} ]*$/u.test(value)) return []
  const message = 'Invalid value: should only contain printable characters'
  return [{ reason: 'FieldValueInvalid', field: 'fieldManager', message }]
}

/** `force` is for server-side apply, which has its own content type. */
function checkForce(query: URLSearchParams): StatusCause[] {
  if (!query.has('force')) return []
  return [
    { reason: 'FieldValueForbidden', field: 'force', message: 'Forbidden: may not be specified for non-apply patch' },
  ]
}

function notSupported(
  field: string,
  { value, supported }: { value: string; supported: readonly string[] },
): StatusCause {
  const list = supported.map((one) => `"${one}"`).join(', ')
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`
  return { reason: 'FieldValueNotSupported', field, message }
}

function toFieldValidation(value: string): WriteContext['fieldValidation'] {
  return value === 'Ignore' || value === 'Strict' ? value : 'Warn'
}

function toProgram(userAgent: string | undefined): string {
  const program = (userAgent ?? '').split('/', 1)[0] ?? ''
  return program.slice(0, maxFieldManagerLength) || unknownManager
}

/**
 * The object in a request's body. Kind and version may be left out: the path says them. Nothing below `metadata`
 * has been looked at. Throws ApiError 400, 415.
 */
export function readObject(request: FastifyRequest, info: ResourceInfo, context: WriteContext): KubeObject {
  const body = decodeObjectBody(request)
  const object = toKubeObject(body.value, info)
  checkDuplicates(body, { info, name: '' }, context)
  return object
}

/** Makes a value an object of this kind. Throws ApiError 400 when it is none. */
export function toKubeObject(value: unknown, info: ResourceInfo): KubeObject {
  if (!isJsonObject(value)) throw badObject('it is not a JSON object')
  const { apiVersion = apiVersionOf(info), kind = info.kind } = value
  const metadata = value.metadata ?? {}
  if (apiVersion !== apiVersionOf(info)) throw wrongVersion(apiVersion, info)
  if (kind !== info.kind) throw badObject(`its kind is ${JSON.stringify(kind)}, not "${info.kind}"`)
  if (!isJsonObject(metadata)) throw badObject('metadata is not a JSON object')
  // The fields of metadata are checked by the kind's schema, against which this type is written.
  return {
    ...value,
    apiVersion: apiVersionOf(info),
    kind: info.kind,
    metadata: metadata as KubeObject['metadata'] & object,
  }
}

function wrongVersion(apiVersion: unknown, info: ResourceInfo): ApiError {
  const message = `the API version in the data (${String(apiVersion)}) does not match the expected API version (${apiVersionOf(info)})`
  return new ApiError('BadRequest', message, {})
}

function badObject(why: string): ApiError {
  return new ApiError('BadRequest', `the object provided is unrecognized: ${why}`, {})
}

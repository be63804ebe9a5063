import type { FastifyRequest } from 'fastify'
import type { StatusCause } from '../api/meta/errors.ts'
import { reportFindings } from '../registry/field-validation.ts'
import type { StrictFindings } from '../registry/field-validation.ts'
import type { WriteContext } from '../registry/rest-storage.ts'
import type { DecodedBody } from './body.ts'
import { userOf } from './exchange.ts'
import { invalidOptions } from './query.ts'

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
export type BodySubject = Pick<StrictFindings, 'info' | 'name'>

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

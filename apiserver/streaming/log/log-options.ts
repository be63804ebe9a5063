import { ApiError, invalidError } from '../../api/meta/errors.ts'
import type { StatusCause } from '../../api/meta/errors.ts'
import { parseFlag } from '../session/query-flag.ts'

/** What a client asks of log: core/v1 PodLogOptions, as query parameters. `pretty` and the like mean nothing to a device. */
export interface LogOptions {
  readonly container: string | undefined
  readonly follow: boolean
  readonly previous: boolean
  readonly timestamps: boolean
  readonly tailLines: number | undefined
  readonly limitBytes: number | undefined
  readonly sinceSeconds: number | undefined
  /** Milliseconds since the epoch. */
  readonly sinceTimeMs: number | undefined
}

const maxInt64 = 2n ** 63n
/** As Go's time.RFC3339 takes it, fractions included. */
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/
const streams = ['All', 'Stderr', 'Stdout']

/**
 * Throws ApiError: 400 for what cannot be read, 422 with its causes for what makes no sense, as kube-apiserver does
 * (k8s.io/apimachinery/pkg/runtime/conversion.go; k8s.io/kubernetes/pkg/apis/core/validation, ValidatePodLogOptions).
 */
export function parseLogOptions(query: URLSearchParams, name: string): LogOptions {
  const options: LogOptions = {
    container: query.get('container') || undefined,
    follow: parseFlag(query, 'follow'),
    previous: parseFlag(query, 'previous'),
    timestamps: parseFlag(query, 'timestamps'),
    tailLines: parseInt64(query, 'tailLines'),
    limitBytes: parseInt64(query, 'limitBytes'),
    sinceSeconds: parseInt64(query, 'sinceSeconds'),
    sinceTimeMs: parseTime(query, 'sinceTime'),
  }
  const causes = [...validate(options), ...validateStream(query, options)]
  if (causes.length > 0) throw invalidError({ group: '', kind: 'PodLogOptions' }, name, causes)
  return options
}

function parseInt64(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const syntax = /^[+-]?\d+$/.test(text)
  const value = syntax ? BigInt(text.replace(/^\+/, '')) : 0n
  const why = syntax ? 'value out of range' : 'invalid syntax'
  if (!syntax || value >= maxInt64 || value < -maxInt64) {
    throw new ApiError('BadRequest', `${name}: strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`)
  }
  return Number(value)
}

/** No time, and what old clients make of one, is the beginning of all times. */
function parseTime(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if (text === '' || text === 'null') return Number.MIN_SAFE_INTEGER
  const time = rfc3339.test(text) ? Date.parse(text.replace(',', '.')) : Number.NaN
  if (!Number.isNaN(time)) return time
  throw new ApiError(
    'BadRequest',
    `${name}: ${JSON.stringify(text)} is not a time as RFC 3339 has it, such as "2006-01-02T15:04:05Z"`,
  )
}

function validate({ tailLines, limitBytes, sinceSeconds, sinceTimeMs }: LogOptions): StatusCause[] {
  const causes: StatusCause[] = []
  if (tailLines !== undefined && tailLines < 0)
    causes.push(invalid('tailLines', tailLines, 'must be greater than or equal to 0'))
  if (limitBytes !== undefined && limitBytes < 1)
    causes.push(invalid('limitBytes', limitBytes, 'must be greater than 0'))
  if (sinceSeconds !== undefined && sinceTimeMs !== undefined)
    causes.push(forbidden('at most one of `sinceTime` or `sinceSeconds` may be specified'))
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    causes.push(invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'))
  return causes
}

/** A log is one stream. Clients since 1.32 may ask for one of a container's two. */
function validateStream(query: URLSearchParams, { tailLines }: LogOptions): StatusCause[] {
  const stream = query.get('stream')
  if (stream === null || stream === 'All') return []
  if (!streams.includes(stream)) {
    const supported = streams.map((name) => JSON.stringify(name)).join(', ')
    const message = `Unsupported value: ${JSON.stringify(stream)}: supported values: ${supported}`
    return [{ reason: 'FieldValueNotSupported', message, field: 'stream' }]
  }
  if (tailLines !== undefined) return [forbidden('`tailLines` and specific `stream` are mutually exclusive for now')]
  const message = 'Forbidden: the log of a device is one stream, of which only "All" can be read'
  return [{ reason: 'FieldValueForbidden', message, field: 'stream' }]
}

function invalid(field: string, value: number, message: string): StatusCause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${message}`, field }
}

/** `[]` is how Kubernetes writes the field that is no field. */
function forbidden(message: string): StatusCause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${message}`, field: '[]' }
}

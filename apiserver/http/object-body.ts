import type { FastifyRequest } from 'fastify'
import { ApiError } from '../api/meta/errors.ts'
import type { KubeObject } from '../api/meta/object.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import type { WriteContext } from '../registry/rest-storage.ts'
import { decodeObjectBody } from './body.ts'
import { apiVersionOf } from './representation.ts'
import { checkDuplicates } from './write-options.ts'

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
  if (!isRecord(value)) throw badObject('it is not a JSON object')
  const { apiVersion = apiVersionOf(info), kind = info.kind } = value
  const metadata = value.metadata ?? {}
  if (apiVersion !== apiVersionOf(info)) throw wrongVersion(apiVersion, info)
  if (kind !== info.kind) throw badObject(`its kind is ${JSON.stringify(kind)}, not "${info.kind}"`)
  if (!isRecord(metadata)) throw badObject('metadata is not a JSON object')
  // The fields of metadata are checked by the kind's schema, against which this type is written.
  return {
    ...value,
    apiVersion: apiVersionOf(info),
    kind: info.kind,
    metadata: metadata as KubeObject['metadata'] & object,
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrongVersion(apiVersion: unknown, info: ResourceInfo): ApiError {
  const message = `the API version in the data (${String(apiVersion)}) does not match the expected API version (${apiVersionOf(info)})`
  return new ApiError('BadRequest', message, {})
}

function badObject(why: string): ApiError {
  return new ApiError('BadRequest', `the object provided is unrecognized: ${why}`, {})
}

import { ApiError } from './errors.ts'
import type { StatusCause } from './errors.ts'
import type { ResourceInfo } from './resource-info.ts'

/** The 422 that Kubernetes gives for an object with these causes (api/errors NewInvalid). */
export function invalidError(
  info: Pick<ResourceInfo, 'group' | 'kind'>,
  name: string,
  causes: readonly StatusCause[],
): ApiError {
  const kind = info.group === '' ? info.kind : `${info.kind}.${info.group}`
  const texts = causes.map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`)
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  return new ApiError('Invalid', `${kind} ${JSON.stringify(name)} is invalid: ${list}`, {
    ...(name !== '' && { name }),
    ...(info.group !== '' && { group: info.group }),
    kind: info.kind,
    causes,
  })
}

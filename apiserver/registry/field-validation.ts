import { ApiError, invalidError } from '../api/meta/errors.ts'
import type { KindDefinition } from '../api/kinds.ts'
import type { KubeObject } from '../api/meta/object.ts'
import type { ResourceInfo } from '../api/meta/resource-info.ts'
import type { WriteContext } from './rest-storage.ts'

type Validation = Pick<WriteContext, 'fieldValidation' | 'isPatch' | 'warn'>

/** What strict decoding finds, as texts; `name` is the object's, where it is known. */
export interface StrictFindings {
  readonly info: Pick<ResourceInfo, 'group' | 'version' | 'kind'>
  readonly name: string
  readonly texts: readonly string[]
}

/**
 * Removes fields that the kind does not know from `object`, and tells of them as `fieldValidation` asks: not, by
 * warnings, or as `reportFindings` refuses.
 */
export function removeUnknownFields(
  kind: Pick<KindDefinition, 'info' | 'unknownFields' | 'pruneUnknownFields'>,
  object: KubeObject,
  context: Validation,
): void {
  if (context.fieldValidation !== 'Ignore') {
    const paths = kind.unknownFields(object)
    if (paths.length === 0) return
    const texts = paths.map((path) => `unknown field ${JSON.stringify(path)}`)
    const name: unknown = object.metadata?.name
    reportFindings({ info: kind.info, name: typeof name === 'string' ? name : '', texts }, context)
  }
  kind.pruneUnknownFields(object)
}

/**
 * Warns of the findings, or throws with the words of apimachinery's strict decoding: ApiError 400 for a body, 422 for what
 * a patch has or makes. k8s.io/apiserver/pkg/endpoints/handlers: create.go, patch.go.
 */
export function reportFindings({ info, name, texts }: StrictFindings, context: Validation): void {
  const { fieldValidation, isPatch, warn } = context
  if (texts.length === 0 || fieldValidation === 'Ignore') return
  if (fieldValidation === 'Warn') return texts.forEach(warn)
  const message = `strict decoding error: ${texts.join(', ')}`
  if (isPatch)
    throw invalidError(info, name, [
      { reason: 'FieldValueInvalid', field: 'patch', message: `Invalid value: ${message}` },
    ])
  const { kind, version } = info
  throw new ApiError('BadRequest', `${kind} in version "${version}" cannot be handled as a ${kind}: ${message}`)
}

import { ApiError } from '../api/errors.ts'
import type { KindDefinition } from '../api/kinds.ts'
import type { KubeObject } from '../api/object.ts'
import type { WriteContext } from './rest-storage.ts'

/**
 * Removes fields that the kind does not know from `object`, and tells of them as `fieldValidation` asks: not, by
 * warnings, or by ApiError 400 with the words of apimachinery's strict decoding.
 */
export function removeUnknownFields(
  kind: KindDefinition,
  object: KubeObject,
  context: Pick<WriteContext, 'fieldValidation' | 'warn'>,
): void {
  if (context.fieldValidation !== 'Ignore') report(kind, kind.unknownFields(object), context)
  kind.pruneUnknownFields(object)
}

function report(
  { info }: KindDefinition,
  paths: readonly string[],
  { fieldValidation, warn }: Pick<WriteContext, 'fieldValidation' | 'warn'>,
): void {
  if (paths.length === 0) return
  const texts = paths.map((path) => `unknown field ${JSON.stringify(path)}`)
  if (fieldValidation === 'Warn') return texts.forEach(warn)
  const message = `${info.kind} in version "${info.version}" cannot be handled as a ${info.kind}: `
  throw new ApiError('BadRequest', `${message}strict decoding error: ${texts.join(', ')}`)
}

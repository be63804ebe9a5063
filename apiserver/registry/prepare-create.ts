import { randomInt } from 'node:crypto'
import { ApiError, invalidError } from '../api/meta/errors.ts'
import type { KubeObject } from '../api/meta/object.ts'
import { removeUnknownFields } from './field-validation.ts'
import { checkIdentity } from './identity.ts'
import { apiVersionOf } from '../api/meta/resource-info.ts'
import { cloneJson } from '../api/json/json.ts'
import { isVersionSet, newMeta } from './object-meta.ts'
import type { WriteContext } from './rest-storage.ts'
import type { Strategy } from './strategy.ts'

interface CreateInput {
  readonly namespace: string | undefined
  readonly object: KubeObject
  readonly context: WriteContext
  readonly nowMs: number
  /** Makes a name from a `generateName`. */
  readonly newName: (base: string) => string
}

/**
 * A new object as it is to be stored: identity, defaults, validation, what the strategy adds. `input.object` is not changed.
 * Throws ApiError 400, 422.
 */
export function prepareCreate(strategy: Strategy, input: CreateInput): KubeObject {
  const { kind } = strategy
  checkIdentity(kind.info, input.object, input.namespace)
  const object = cloneJson(input.object)
  refuseVersion(object)
  removeUnknownFields(kind, object, input.context)
  const created = withServerFields(strategy, object, input)
  strategy.prepareCreate?.(created)
  kind.applyDefaults(created)
  validateNew(strategy, created, input.context)
  strategy.complete?.(created)
  return created
}

/** In the words of apiserver/pkg/storage. */
function refuseVersion(object: Partial<KubeObject>): void {
  if (!isVersionSet(object.metadata?.resourceVersion)) return
  throw new ApiError('BadRequest', 'resourceVersion should not be set on objects to be created')
}

function withServerFields(strategy: Strategy, object: Partial<KubeObject>, input: CreateInput): KubeObject {
  const { info, hasStatus } = strategy.kind
  const metadata = newMeta(object.metadata ?? {}, {
    name: nameOf(object, input.newName),
    namespace: info.namespaced ? input.namespace : undefined,
    nowMs: input.nowMs,
  })
  if (strategy.countsGenerations) metadata.generation = 1
  const created: KubeObject = { ...object, apiVersion: apiVersionOf(info), kind: info.kind, metadata }
  if (hasStatus) created['status'] = {}
  return created
}

function nameOf(object: Partial<KubeObject>, newName: (base: string) => string): string {
  const name = object.metadata?.name ?? ''
  const generateName = object.metadata?.generateName ?? ''
  if (name === '' && typeof generateName === 'string' && generateName !== '') return newName(generateName)
  return name
}

function validateNew(strategy: Strategy, object: KubeObject, context: WriteContext): void {
  const { kind } = strategy
  const causes = kind.validate(object)
  if (causes.length === 0) causes.push(...(strategy.validate?.(object, undefined, context) ?? []))
  const name: unknown = object.metadata.name
  if (causes.length > 0) throw invalidError(kind.info, typeof name === 'string' ? name : '', causes)
}

/** Without vowels and look-alikes, so that no words arise. k8s.io/apimachinery/pkg/util/rand. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789'
const suffixLength = 5
const maxBaseLength = 63 - suffixLength

/** Makes a name from a `generateName`: its beginning and five random characters. */
export function generateName(base: string, random: (max: number) => number = randomInt): string {
  let name = base.slice(0, maxBaseLength)
  for (let index = 0; index < suffixLength; index++) name += alphabet.charAt(random(alphabet.length))
  return name
}

import { invalidError } from '../api/meta/errors.ts'
import type { KubeObject } from '../api/meta/object.ts'
import { removeUnknownFields } from './field-validation.ts'
import { checkIdentity, checkName } from './identity.ts'
import { apiVersionOf } from '../api/meta/resource-info.ts'
import { cloneJson, jsonEqual } from '../api/json/json.ts'
import { isVersionSet, updatedMeta } from './object-meta.ts'
import type { WriteContext } from './rest-storage.ts'
import { conflict, staleVersion } from './status-errors.ts'
import type { Strategy } from './strategy.ts'

export interface UpdateInput {
  readonly current: Readonly<KubeObject>
  /** What the client wants; may share parts with `current`. Not changed. */
  readonly wanted: KubeObject
  readonly context: WriteContext
}

/** An object after a change, and what of it changed. */
export interface PreparedUpdate {
  readonly next: KubeObject
  readonly changed: boolean
  readonly specChanged: boolean
}

/** The object after an update of all but its status. Throws ApiError 400, 409, 422. */
export function prepareUpdate(strategy: Strategy, input: UpdateInput): PreparedUpdate {
  const { current, context } = input
  const next = toNext(strategy, input)
  next.metadata = updatedMeta(next.metadata, current.metadata)
  if (strategy.kind.hasStatus) next['status'] = cloneJson(current['status'])
  strategy.prepareUpdate?.(next, current)
  strategy.kind.applyDefaults(next)
  const specChanged = !jsonEqual(next['spec'], current['spec'])
  if (specChanged && strategy.countsGenerations) next.metadata.generation = (current.metadata.generation ?? 0) + 1
  return finish(strategy, { next, current, context, specChanged })
}

/** The object after an update of its status: everything else stays. Throws ApiError 400, 409, 422. */
export function prepareStatusUpdate(strategy: Strategy, input: UpdateInput): PreparedUpdate {
  const { current, context } = input
  const wanted = toNext(strategy, input)
  const status = wanted['status'] ?? {}
  const next: KubeObject = { ...current, metadata: { ...current.metadata }, spec: cloneJson(current['spec']), status }
  strategy.prepareStatusUpdate?.(next, current)
  strategy.kind.applyDefaults(next)
  return finish(strategy, { next, current, context, specChanged: false })
}

function toNext(strategy: Strategy, { current, wanted, context }: UpdateInput): KubeObject {
  const { info } = strategy.kind
  checkIdentity(info, wanted, current.metadata.namespace)
  checkName(wanted, current.metadata.name)
  const next: KubeObject = { ...cloneJson(wanted), apiVersion: apiVersionOf(info), kind: info.kind }
  removeUnknownFields(strategy.kind, next, context)
  checkPreconditions(strategy, next, current)
  return next
}

function checkPreconditions(strategy: Strategy, next: KubeObject, current: Readonly<KubeObject>): void {
  const { info } = strategy.kind
  const { uid, resourceVersion } = next.metadata
  const subject = { info, name: current.metadata.name }
  if (uid !== undefined && uid !== '' && uid !== current.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`
    throw conflict(subject, why)
  }
  if (!isVersionSet(resourceVersion)) {
    if (strategy.allowsUnconditionalUpdate) return
    throw invalidError(info, subject.name, [
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: 0: must be specified for an update',
        field: 'metadata.resourceVersion',
      },
    ])
  }
  if (resourceVersion !== current.metadata.resourceVersion) throw staleVersion(subject)
}

interface Candidate {
  readonly next: KubeObject
  readonly current: Readonly<KubeObject>
  readonly context: WriteContext
  readonly specChanged: boolean
}

function finish(strategy: Strategy, { next, current, context, specChanged }: Candidate): PreparedUpdate {
  const changed = !jsonEqual(next, current)
  if (changed) {
    const { kind } = strategy
    const causes = kind.validate(next)
    if (causes.length === 0) causes.push(...kind.validateUpdate(next, current))
    if (causes.length === 0) causes.push(...(strategy.validate?.(next, current, context) ?? []))
    if (causes.length > 0) throw invalidError(kind.info, current.metadata.name, causes)
  }
  return { next, changed, specChanged }
}

import { checkLabel, checkLabelValue, checkQualifiedName } from '../meta/names.ts'
import { quote } from '../schema/causes.ts'
import type { NameRule } from '../meta/names.ts'
import type { CauseCollector } from '../schema/causes.ts'
import type { ObjectMeta, OwnerReference } from '../meta/object.ts'

/** Bytes of all keys and values of annotations together (apimachinery's TotalAnnotationSizeLimitB). */
const maxAnnotationBytes = 256 * 1024

export interface MetaRules {
  readonly namespaced: boolean
  readonly nameRule: NameRule
}

/** Validates metadata whose types have been found right. Rules: apimachinery/pkg/api/validation/objectmeta.go. */
export function validateMeta(meta: Readonly<Partial<ObjectMeta>>, rules: MetaRules, out: CauseCollector): void {
  validateName(meta, rules.nameRule, out)
  validateNamespace(meta.namespace ?? '', rules.namespaced, out)
  validateLabels(meta.labels ?? {}, out)
  validateAnnotations(meta.annotations ?? {}, out)
  validateFinalizers(meta.finalizers ?? [], out)
  validateOwners(meta.ownerReferences ?? [], out)
}

/** What of metadata can never change, and that nobody new may hold back an object that is being deleted. */
export function validateMetaUpdate(next: Readonly<ObjectMeta>, old: Readonly<ObjectMeta>, out: CauseCollector): void {
  for (const field of ['name', 'namespace', 'uid', 'creationTimestamp'] as const) {
    if ((next[field] ?? '') !== (old[field] ?? '')) {
      out.invalid(`metadata.${field}`, next[field] ?? '', 'field is immutable')
    }
  }
  if (old.deletionTimestamp === undefined) return
  const known = new Set(old.finalizers)
  const added = (next.finalizers ?? []).filter((finalizer) => !known.has(finalizer))
  if (added.length === 0) return
  const list = added.slice(0, 10).map(quote).join(', ')
  out.forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found ${list}`)
}

function validateName(meta: Readonly<Partial<ObjectMeta>>, rule: NameRule, out: CauseCollector): void {
  const { name = '', generateName = '' } = meta
  if (generateName !== '') {
    const problem = rule(generateName.replace(/-$/, 'a'))
    if (problem !== undefined) out.invalid('metadata.generateName', generateName, problem)
  }
  if (name === '') {
    if (generateName === '') out.required('metadata.name', 'name or generateName is required')
    return
  }
  const problem = rule(name)
  if (problem !== undefined) out.invalid('metadata.name', name, problem)
}

function validateNamespace(namespace: string, namespaced: boolean, out: CauseCollector): void {
  const field = 'metadata.namespace'
  if (!namespaced) {
    if (namespace !== '') out.forbidden(field, 'not allowed on this type')
    return
  }
  if (namespace === '') return out.required(field)
  const problem = checkLabel(namespace)
  if (problem !== undefined) out.invalid(field, namespace, problem)
}

function validateLabels(labels: Readonly<Record<string, string>>, out: CauseCollector): void {
  for (const [key, value] of Object.entries(labels)) {
    if (out.full) return
    const keyProblem = checkQualifiedName(key)
    if (keyProblem !== undefined) out.invalid('metadata.labels', key, keyProblem)
    const valueProblem = checkLabelValue(value)
    if (valueProblem !== undefined) out.invalid('metadata.labels', value, valueProblem)
  }
}

function validateAnnotations(annotations: Readonly<Record<string, string>>, out: CauseCollector): void {
  let bytes = 0
  for (const [key, value] of Object.entries(annotations)) {
    if (out.full) return
    const problem = checkQualifiedName(key.toLowerCase())
    if (problem !== undefined) out.invalid('metadata.annotations', key, problem)
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value)
  }
  if (bytes > maxAnnotationBytes) out.tooLong('metadata.annotations', maxAnnotationBytes)
}

function validateFinalizers(finalizers: readonly string[], out: CauseCollector): void {
  for (const [index, finalizer] of finalizers.entries()) {
    if (out.full) return
    const problem = checkQualifiedName(finalizer)
    if (problem !== undefined) out.invalid(`metadata.finalizers[${index}]`, finalizer, problem)
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    out.invalid('metadata.finalizers', finalizers, 'finalizer orphan and foregroundDeletion cannot be both set')
  }
}

function validateOwners(owners: readonly OwnerReference[], out: CauseCollector): void {
  let controllers = 0
  for (const [index, owner] of owners.entries()) {
    if (out.full) return
    validateOwner(owner, `metadata.ownerReferences[${index}]`, out)
    if (owner.controller === true) controllers += 1
  }
  if (controllers > 1) {
    out.invalid('metadata.ownerReferences', owners, 'only one reference can have controller set to true')
  }
}

/** Missing fields are the schema's finding; empty ones are found here. */
function validateOwner(owner: Readonly<OwnerReference>, path: string, out: CauseCollector): void {
  for (const field of ['apiVersion', 'kind', 'name', 'uid'] as const) {
    if (owner[field] === '') out.invalid(`${path}.${field}`, '', 'must not be empty')
  }
  if ((owner.apiVersion ?? '').split('/').length > 2) {
    out.invalid(`${path}.apiVersion`, owner.apiVersion, 'must be VERSION or GROUP/VERSION')
  }
}

import { metaPackage } from '../kind/object-meta.ts'
import { reference } from '../schema/schema.ts'
import type { StructuralSchema } from '../schema/schema.ts'

const text = (description: string): StructuralSchema => ({ type: 'string', description })
const integer = (description: string): StructuralSchema => ({ type: 'integer', format: 'int64', description })

/** `metadata` of lists. */
export const listMetaSchema: StructuralSchema = {
  type: 'object',
  description: 'Metadata of a list.',
  properties: {
    continue: text('Set when there is more: the token with which to ask for the next part.'),
    remainingItemCount: integer('How many items follow this part, where that is known.'),
    resourceVersion: text('Version of the list: a watch from here misses nothing.'),
  },
  [reference]: `${metaPackage}.ListMeta`,
}

const causeSchema: StructuralSchema = {
  type: 'object',
  description: 'One thing that is wrong.',
  properties: {
    field: text('The field, such as spec.connectivity.method.'),
    message: text('What is wrong with it, for people.'),
    reason: text('What is wrong with it, in one word.'),
  },
  [reference]: `${metaPackage}.StatusCause`,
}

const detailsSchema: StructuralSchema = {
  type: 'object',
  description: 'More about the answer.',
  properties: {
    causes: {
      type: 'array',
      description: 'All that is wrong.',
      items: causeSchema,
      'x-kubernetes-list-type': 'atomic',
    },
    group: text('Group of the object.'),
    kind: text('Kind, or plural, of the object.'),
    name: text('Name of the object.'),
    retryAfterSeconds: { type: 'integer', format: 'int32', description: 'Seconds after which to try again.' },
    uid: text('UID of the object.'),
  },
  [reference]: `${metaPackage}.StatusDetails`,
}

/** The answer that is not an object: of errors, and of deletions. */
export const statusSchema: StructuralSchema = {
  type: 'object',
  description: 'Status is an answer that is not an object.',
  properties: {
    apiVersion: text('v1.'),
    code: { type: 'integer', format: 'int32', description: 'The HTTP status code.' },
    details: detailsSchema,
    kind: text('Status.'),
    message: text('What happened, for people.'),
    metadata: listMetaSchema,
    reason: text('Why, in one word, such as NotFound.'),
    status: text('Success or Failure.'),
  },
  [reference]: `${metaPackage}.Status`,
}

const preconditionsSchema: StructuralSchema = {
  type: 'object',
  description: 'What must be true of the object, or it is not deleted.',
  properties: {
    resourceVersion: text('The resource version that it must have.'),
    uid: text('The UID that it must have.'),
  },
  [reference]: `${metaPackage}.Preconditions`,
}

/** The body of a deletion. */
export const deleteOptionsSchema: StructuralSchema = {
  type: 'object',
  description: 'DeleteOptions may come with a deletion.',
  properties: {
    apiVersion: text('v1, or the version of the group.'),
    dryRun: {
      type: 'array',
      description: 'All: everything is done but to store it.',
      items: { type: 'string' },
      'x-kubernetes-list-type': 'atomic',
    },
    gracePeriodSeconds: integer('Taken, and without effect.'),
    kind: text('DeleteOptions.'),
    orphanDependents: { type: 'boolean', description: 'Deprecated: use propagationPolicy.' },
    preconditions: preconditionsSchema,
    propagationPolicy: text('What happens to what the object owns: Orphan, Background or Foreground.'),
  },
  [reference]: `${metaPackage}.DeleteOptions`,
}

/** Any patch: what it is, its media type tells. */
export const patchSchema: StructuralSchema = {
  type: 'object',
  description: 'Patch is a change of an object in one of the formats that its media type names.',
  [reference]: `${metaPackage}.Patch`,
}

import { Type } from 'typebox'
import { mapOf, reference, timestamp } from '../schema/schema.ts'
import type { ObjectMeta } from '../meta/object.ts'

/**
 * Where our definitions of metadata are, in OpenAPI. Not in Kubernetes' own package: a definition that is not equal to the
 * cluster's, word for word, becomes a `_v2` in what kube-apiserver merges (kube-openapi/pkg/aggregator).
 */
export const metaPackage = 'dev.arhat.aranya.meta.v1'

const ownerReferenceSchema = Type.Object(
  {
    apiVersion: Type.String({ description: 'API version of the owner.' }),
    kind: Type.String({ description: 'Kind of the owner.' }),
    name: Type.String({ description: 'Name of the owner.' }),
    uid: Type.String({ description: 'UID of the owner.' }),
    controller: Type.Optional(
      Type.Boolean({ description: 'Whether this owner manages the object. At most one owner does.' }),
    ),
    blockOwnerDeletion: Type.Optional(
      Type.Boolean({
        description: 'Whether a deletion of the owner in the foreground waits until this object is gone.',
      }),
    ),
  },
  {
    description: 'Names an object that owns this one: when all owners are gone, this object is deleted as well.',
    'x-kubernetes-map-type': 'atomic',
    [reference]: `${metaPackage}.OwnerReference`,
  },
)

const managedFieldsSchema = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  description: 'Records which fields one manager of the object has set.',
  properties: {
    apiVersion: { type: 'string', description: 'Version of the API in which the fields are named.' },
    fieldsType: { type: 'string', description: 'Format of the fields: FieldsV1.' },
    fieldsV1: {
      type: 'object',
      description: 'The set of fields, as a tree.',
      'x-kubernetes-preserve-unknown-fields': true,
      [reference]: `${metaPackage}.FieldsV1`,
    },
    manager: { type: 'string', description: 'Who manages the fields.' },
    operation: { type: 'string', description: 'How they were set: Apply or Update.' },
    subresource: { type: 'string', description: 'Through which subresource they were set, or empty.' },
    time: timestamp('When the entry was last changed.'),
  },
  [reference]: `${metaPackage}.ManagedFieldsEntry`,
})

/** The metadata of every stored object. Validation beyond types: `validate-meta.ts`. */
export const objectMetaSchema = Type.Unsafe<ObjectMeta>({
  type: 'object',
  description: 'Standard metadata of an object.',
  default: {},
  properties: {
    name: Type.String({
      description: 'Name of the object, unique among its kind in its namespace. Cannot be changed.',
    }),
    generateName: Type.String({
      description: 'Prefix from which the server makes a unique name, where no name is given.',
    }),
    namespace: Type.String({ description: 'Namespace of the object. Empty for kinds that are not namespaced.' }),
    selfLink: Type.String({ description: 'Without effect. Kubernetes had it once, and files still have it.' }),
    uid: Type.String({ description: 'Identifies this object among all that ever existed. Set by the server.' }),
    resourceVersion: Type.String({
      description: 'Version of the stored object. An update that names one fails when the object has changed since.',
    }),
    generation: Type.Integer({
      format: 'int64',
      description: 'Grows by one whenever what is wanted (the spec) changes. Set by the server.',
    }),
    creationTimestamp: timestamp('When the object was created. Set by the server.'),
    deletionTimestamp: timestamp('When the deletion of the object was asked for; set while finalizers keep it.'),
    deletionGracePeriodSeconds: Type.Integer({
      format: 'int64',
      description: 'Seconds from the request to delete the object until it may be removed.',
    }),
    labels: mapOf(Type.String(), { description: 'Keys and values by which objects are selected.' }),
    annotations: mapOf(Type.String(), { description: 'Keys and values for tools to keep what they need.' }),
    ownerReferences: Type.Array(ownerReferenceSchema, {
      description: 'The objects that own this one.',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      'x-kubernetes-patch-merge-key': 'uid',
      'x-kubernetes-patch-strategy': 'merge',
    }),
    finalizers: Type.Array(Type.String(), {
      description: 'Names of those who must do something before the object goes. It stays until the list is empty.',
      'x-kubernetes-list-type': 'set',
      'x-kubernetes-patch-strategy': 'merge',
    }),
    managedFields: Type.Array(managedFieldsSchema, {
      description: 'Who set which fields. For the server and its tools; rarely of interest to people.',
      'x-kubernetes-list-type': 'atomic',
    }),
  },
  [reference]: `${metaPackage}.ObjectMeta`,
})

/** `status.conditions` of our kinds. */
export const conditionsSchema = Type.Array(
  Type.Object(
    {
      type: Type.String({ minLength: 1, maxLength: 316, description: 'What the condition is about, in CamelCase.' }),
      status: Type.Unsafe<'True' | 'False' | 'Unknown'>({
        type: 'string',
        enum: ['True', 'False', 'Unknown'],
        description: 'Whether it holds: True, False or Unknown.',
      }),
      reason: Type.String({ maxLength: 1024, description: 'Why, in one word for programs, in CamelCase.' }),
      message: Type.String({ maxLength: 32_768, description: 'Why, in a sentence for people. May be empty.' }),
      lastTransitionTime: timestamp('When the status of the condition last changed.'),
      observedGeneration: Type.Optional(
        Type.Integer({
          format: 'int64',
          minimum: 0,
          description: 'The metadata.generation on which the condition is based.',
        }),
      ),
    },
    { description: 'One observation about the object.', [reference]: `${metaPackage}.Condition` },
  ),
  {
    description: 'Observations about the object, one of each type.',
    maxItems: 100,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['type'],
  },
)

/** `apiVersion` and `kind`, which every object carries. */
export const typeMetaProperties = {
  apiVersion: Type.String({
    description: 'Group and version of the API in which this object is written, such as aranya.arhat.dev/v1alpha1.',
  }),
  kind: Type.String({ description: 'What this object is, such as EdgeDevice.' }),
}

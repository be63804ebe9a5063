import type { ResourceInfo } from '../meta/resource-info.ts'
import { reference } from '../schema/schema.ts'
import type { StructuralSchema } from '../schema/schema.ts'
import type { Definitions, JsonSchema } from './definitions.ts'
import { deleteOptionsSchema, listMetaSchema, patchSchema, statusSchema } from './meta-schemas.ts'
import { parametersOfStream, pathParameters } from './parameters.ts'
import type { Parameter } from './parameters.ts'
import type { GroupVersionKind, OpenApiResource, OpenApiSubresource } from './resource.ts'
import { definitionName, findSchema } from './definitions.ts'
import { collectionVerbs, allNamespacesVerbs, objectVerbs, subresourceVerbs, streamVerbs } from './verbs.ts'
import type { HttpMethod, VerbShape } from './verbs.ts'

/** One operation, in neither version's words. */
export interface Operation {
  readonly method: HttpMethod
  readonly operationId: string
  readonly description: string
  readonly tag: string
  readonly action: string
  readonly gvk: GroupVersionKind
  readonly parameters: readonly Parameter[]
  readonly body?: OperationBody
  readonly codes: readonly number[]
  /** Absent for streams. */
  readonly answer?: JsonSchema
}

interface OperationBody {
  readonly schema: JsonSchema
  readonly mediaTypes: readonly string[]
  readonly required: boolean
}

interface PathItem {
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly operations: readonly Operation[]
}

export const objectTypes: readonly string[] = ['application/json', 'application/yaml']

/** The paths of one resource and its subresources. Adds what they refer to to `definitions`. */
export function toPathItems(resource: OpenApiResource, definitions: Definitions): readonly PathItem[] {
  const { info, verbs, subresources, patchTypes } = resource
  const root = info.group === '' ? `/api/${info.version}` : `/apis/${info.group}/${info.version}`
  const path = `${root}${info.namespaced ? '/namespaces/{namespace}' : ''}/${info.resource}`
  const target = { ...toTarget(resource, definitions), patchTypes }
  const everywhere = { ...target, idSuffix: `${info.kind}ForAllNamespaces` }
  return [
    ...(info.namespaced ? [toPathItem(`${root}/${info.resource}`, everywhere, pick(allNamespacesVerbs, verbs))] : []),
    toPathItem(path, target, pick(collectionVerbs, verbs)),
    toPathItem(`${path}/{name}`, target, pick(objectVerbs, verbs)),
    ...subresources.map((sub) => {
      const shapes = sub.stream ? pickStream(sub) : pick(subresourceVerbs, sub.verbs)
      return toPathItem(`${path}/{name}/${sub.name}`, toSubTarget(target, sub), shapes)
    }),
  ].filter(({ operations }) => operations.length > 0)
}

/** What the operations of one path are about. */
interface Target {
  readonly info: ResourceInfo
  readonly definitions: Definitions
  readonly gvk: GroupVersionKind
  readonly object: JsonSchema
  readonly list: JsonSchema
  /** How the operation's ids end. */
  readonly idSuffix: string
  /** As in descriptions: `EdgeDevice`, `status of EdgeDevice`. */
  readonly title: string
  readonly patchTypes: readonly string[]
}

function toTarget({ info, verbs }: OpenApiResource, definitions: Definitions): Omit<Target, 'patchTypes'> {
  const gvk = toGvk(info, info.kind)
  const object = definitions.addKind(gvk, schemaOf(gvk))
  const isListed = verbs.includes('list')
  const list = isListed ? definitions.addKind(toGvk(info, info.listKind), toListSchema(gvk)) : object
  const idSuffix = `${info.namespaced ? 'Namespaced' : ''}${info.kind}`
  return { info, definitions, gvk, object, list, idSuffix, title: info.kind }
}

function toSubTarget(target: Target, sub: OpenApiSubresource): Target {
  const gvk = toGvk(target.info, sub.kind)
  const isStatus = sub.kind === target.info.kind
  return {
    ...target,
    gvk,
    object: isStatus || sub.stream ? target.object : target.definitions.addKind(gvk, schemaOf(gvk)),
    idSuffix: `${target.idSuffix}${sub.name.charAt(0).toUpperCase()}${sub.name.slice(1)}`,
    title: `${sub.name} of ${target.info.kind}`,
  }
}

function toPathItem(path: string, target: Target, shapes: readonly VerbShape[]): PathItem {
  return { path, parameters: pathParameters(path), operations: shapes.map((shape) => toOperation(target, shape)) }
}

function toOperation(target: Target, shape: VerbShape): Operation {
  const body = shape.body && toBody(shape.body, target)
  const answer = toAnswer(shape.answer, target)
  return {
    method: shape.method,
    operationId: `${shape.id}${toTag(target.info, toCamel)}${target.idSuffix}`,
    description: `${shape.summary} ${target.title}.`,
    tag: toTag(target.info, toSnake),
    action: shape.action,
    gvk: target.gvk,
    parameters: shape.parameters,
    ...(body && { body }),
    codes: shape.creates ? [200, 201] : [200],
    ...(answer && { answer }),
  }
}

function toBody(body: NonNullable<VerbShape['body']>, { object, definitions, patchTypes }: Target): OperationBody {
  if (body === 'object') return { schema: object, mediaTypes: objectTypes, required: true }
  if (body === 'patch') return { schema: definitions.add(patchSchema), mediaTypes: patchTypes, required: true }
  return { schema: definitions.add(deleteOptionsSchema), mediaTypes: objectTypes, required: false }
}

function toAnswer(answer: VerbShape['answer'], { object, list, definitions }: Target): JsonSchema | undefined {
  if (answer === 'stream') return undefined
  // It does not say that it is the kind Status of v1: the cluster has that already, and no kind may be declared twice.
  if (answer === 'status') return definitions.add(statusSchema)
  return answer === 'list' ? list : object
}

function toListSchema(item: GroupVersionKind): StructuralSchema {
  const { apiVersion, kind } = schemaOf(item).properties ?? {}
  return {
    type: 'object',
    description: `A list of ${item.kind}.`,
    properties: {
      ...(apiVersion && { apiVersion }),
      items: {
        type: 'array',
        description: 'The objects.',
        items: { ...schemaOf(item), [reference]: definitionName(item) },
      },
      ...(kind && { kind }),
      metadata: listMetaSchema,
    },
    required: ['items'],
  }
}

function schemaOf(gvk: GroupVersionKind): StructuralSchema {
  return findSchema(gvk) ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
}

function toGvk({ group, version }: ResourceInfo, kind: string): GroupVersionKind {
  return { group, kind, version }
}

function pick(shapes: Readonly<Record<string, VerbShape>>, verbs: readonly string[]): readonly VerbShape[] {
  return Object.entries(shapes).flatMap(([verb, shape]) => (verbs.includes(verb) ? [shape] : []))
}

function pickStream({ name, verbs }: OpenApiSubresource): readonly VerbShape[] {
  return pick(streamVerbs, verbs).map((shape) => ({ ...shape, parameters: parametersOfStream(name) }))
}

/** Group and version as one word: `aranyaArhatDev_v1alpha1`, or `AranyaArhatDevV1alpha1`. */
function toTag({ group, version }: ResourceInfo, join: (words: readonly string[]) => string): string {
  return join([...(group === '' ? ['core'] : group.split('.')), version])
}

function toCamel(words: readonly string[]): string {
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function toSnake(words: readonly string[]): string {
  const camel = toCamel(words.slice(0, -1))
  return `${camel.charAt(0).toLowerCase()}${camel.slice(1)}_${words.at(-1)}`
}

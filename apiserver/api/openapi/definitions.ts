import { edgeDeviceKind, namespaceKind, nodeKind, podKind, virtualClusterKind, virtualPodKind } from '../kinds.ts'
import { joinTokenSchema } from '../kinds/join-token/schema.ts'
import { rbacKinds } from '../kinds/rbac/kinds.ts'
import { reviewKinds } from '../kinds/review/kinds.ts'
import { reference, structural } from '../schema/schema.ts'
import type { StructuralSchema } from '../schema/schema.ts'
import type { GroupVersionKind } from './resource.ts'

/** Where a dialect keeps its definitions, and how it refers to one beside a description or a default. */
interface Dialect {
  readonly prefix: '#/definitions/' | '#/components/schemas/'
  /** Version 3 ignores what stands beside `$ref`, and says `allOf` where something does. */
  readonly wrapReferences: boolean
}

export type JsonSchema = Record<string, unknown>

/** Keywords that are the same in our schemas and in both versions of OpenAPI. */
const keywords = [
  'type',
  'description',
  'default',
  'format',
  'enum',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'maxProperties',
] as const

/** Gathers definitions while operations refer to them. */
export class Definitions {
  readonly #dialect: Dialect
  readonly #schemas = new Map<string, JsonSchema>()
  readonly #gvks = new Map<string, GroupVersionKind[]>()

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  /** Adds the schema of a kind, and returns a reference to it. */
  addKind(gvk: GroupVersionKind, schema: StructuralSchema): JsonSchema {
    const name = schema[reference] ?? definitionName(gvk)
    const gvks = this.#gvks.get(name) ?? []
    if (!gvks.some((one) => definitionName(one) === definitionName(gvk))) gvks.push(gvk)
    this.#gvks.set(name, gvks)
    return this.#refer(name, schema)
  }

  /** Adds a schema that is no kind, and returns a reference to it, or its content where it has no name. */
  add(schema: StructuralSchema): JsonSchema {
    const name = schema[reference]
    return name === undefined ? this.#convert(schema) : this.#refer(name, schema)
  }

  /** All definitions by name, in the order of their names. */
  toObject(): Record<string, JsonSchema> {
    const entries = [...this.#schemas].map(([name, schema]): [string, JsonSchema] => {
      const gvks = this.#gvks.get(name)
      return [name, gvks ? { ...schema, 'x-kubernetes-group-version-kind': gvks } : schema]
    })
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #refer(name: string, schema: StructuralSchema): JsonSchema {
    if (!this.#schemas.has(name)) {
      this.#schemas.set(name, {}) // keeps a schema that refers to itself from going on for ever
      const { default: _default, ...definition } = this.#convert(schema)
      this.#schemas.set(name, definition)
    }
    return { $ref: this.#dialect.prefix + name }
  }

  /** A property may be described and have a default beside its reference. */
  #convertProperty(schema: StructuralSchema): JsonSchema {
    const converted = this.add(schema)
    if (!('$ref' in converted)) return converted
    const { description, default: initial } = schema
    const beside = {
      ...(description !== undefined && { description }),
      ...(initial !== undefined && { default: initial }),
    }
    return this.#dialect.wrapReferences ? { ...beside, allOf: [converted] } : { ...beside, ...converted }
  }

  #convert(schema: StructuralSchema): JsonSchema {
    const converted: JsonSchema = {}
    for (const keyword of keywords) {
      if (schema[keyword] !== undefined) converted[keyword] = schema[keyword]
    }
    for (const [key, value] of Object.entries(schema)) {
      if (key.startsWith('x-kubernetes-')) converted[key] = value
    }
    if (schema.items) converted['items'] = this.add(schema.items)
    if (schema.additionalProperties) converted['additionalProperties'] = this.add(schema.additionalProperties)
    const { properties } = schema
    if (properties) converted['properties'] = this.#convertProperties(properties)
    const required = requiredOfClients(schema)
    if (required.length > 0) converted['required'] = required
    return converted
  }

  #convertProperties(properties: Readonly<Record<string, StructuralSchema>>): JsonSchema {
    const entries = Object.entries(properties).map(([name, property]) => [name, this.#convertProperty(property)])
    return Object.fromEntries(entries)
  }
}

/**
 * What a client must send: not what has a default. Nor the names of kind and version at the top: kubectl demands them
 * itself, and Kubernetes' own documents never list them.
 */
function requiredOfClients(schema: StructuralSchema): string[] {
  const { properties = {}, required = [] } = schema
  const isObject = properties['metadata'] !== undefined
  return required.filter((name) => {
    if (isObject && (name === 'apiVersion' || name === 'kind')) return false
    return properties[name]?.default === undefined
  })
}

const joinToken = { group: 'aranya.arhat.dev', version: 'v1alpha1', kind: 'JoinToken' }

/** The schema of a kind of ours; undefined for kinds that have none, such as PodExecOptions. */
export function findSchema(gvk: GroupVersionKind): StructuralSchema | undefined {
  const kinds = [edgeDeviceKind, virtualPodKind, virtualClusterKind, namespaceKind, podKind, nodeKind, ...rbacKinds]
  const found = [...kinds, ...reviewKinds].find(({ info }) => isSame(info, gvk))
  return found?.schema ?? (isSame(joinToken, gvk) ? structural(joinTokenSchema) : undefined)
}

/** The definition's name: the group reversed, as in Java packages; Kubernetes' own packages for its own groups. */
export function definitionName({ group, version, kind }: GroupVersionKind): string {
  return `${packageOf(group)}.${version}.${kind}`
}

function packageOf(group: string): string {
  if (group === '') return 'io.k8s.api.core'
  const [first] = group.split('.', 1)
  return group.endsWith('.k8s.io') ? `io.k8s.api.${first}` : group.split('.').reverse().join('.')
}

function isSame(a: GroupVersionKind, b: GroupVersionKind): boolean {
  return a.kind === b.kind && a.group === b.group && a.version === b.version
}

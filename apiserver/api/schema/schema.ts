import { Type } from 'typebox'
import type { Static, TSchema, TUnsafe } from 'typebox'

/**
 * The part of JSON Schema that our kinds are written in: Kubernetes' structural schemas. TypeBox gives the
 * static type, this interface is how validation, defaulting, pruning and OpenAPI read the same value.
 */
export interface StructuralSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  readonly description?: string
  readonly default?: unknown
  readonly format?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxProperties?: number
  readonly items?: StructuralSchema
  readonly properties?: Readonly<Record<string, StructuralSchema>>
  readonly additionalProperties?: StructuralSchema
  readonly required?: readonly string[]
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map'
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular'
  readonly [reference]?: string
}

/** Marks a schema that OpenAPI shows by reference: the name of its definition. A symbol, so JSON never has it. */
export const reference: unique symbol = Symbol('openapi reference')

type MapOptions = Pick<StructuralSchema, 'description' | 'maxProperties' | 'x-kubernetes-map-type'>

/** A JSON object with free keys and values of one schema. */
export function mapOf<Value extends TSchema>(
  value: Value,
  options: MapOptions,
): TUnsafe<Record<string, Static<Value>>> {
  return Type.Unsafe<Record<string, Static<Value>>>({ type: 'object', additionalProperties: value, ...options })
}

/** One of several strings. */
export function oneOf<const Values extends readonly string[]>(
  values: Values,
  options: { description: string; default?: Values[number] },
): TUnsafe<Values[number]> {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options })
}

/** An object about whose content nothing is said; nothing in it is pruned. */
export function anyObject(description: string): TUnsafe<Record<string, unknown>> {
  return Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    description,
    'x-kubernetes-preserve-unknown-fields': true,
  })
}

/** RFC 3339, as Kubernetes writes it: seconds, UTC. */
export function timestamp(description: string): TUnsafe<string> {
  return Type.Unsafe<string>({ type: 'string', format: 'date-time', description })
}

/** Reads a TypeBox schema as what it is: plain data. */
export function structural(schema: TSchema): StructuralSchema {
  return schema
}

import { Writer } from 'protobufjs/minimal.js'
import type { OpenApiV2Document } from './v2.ts'

/** What old kubectl, such as Debian's 1.20, sends as Accept for OpenAPI v2: it takes no JSON. Either of the two. */
export const openApiV2ProtobufAccepts: readonly string[] = [
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
]

/** What to answer to either: Go does not parse the one with an at sign, and kubectl then fails. */
export const openApiV2ProtobufContentType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

/**
 * Encodes what `buildOpenApiV2` returns as gnostic's `openapi.v2.Document`. The field numbers are those of
 * openapiv2/OpenAPIv2.proto in google/gnostic; messages that our document has no use for are not here. Throws when
 * the document holds a key that would be lost.
 */
export function encodeOpenApiV2(document: OpenApiV2Document): Uint8Array {
  const writer = Writer.create()
  documentMessage(writer, document)
  return writer.finish()
}

/** Writes the content of a message. */
type Message = (writer: Writer, value: unknown) => void
/** Writes one field, its tag included. */
type Field = (writer: Writer, value: unknown) => void

const bytesWire = 2
const doubleWire = 1
const varintWire = 0

const text =
  (id: number): Field =>
  (writer, value) =>
    writer.uint32((id << 3) | bytesWire).string(String(value))

const flag =
  (id: number): Field =>
  (writer, value) =>
    writer.uint32((id << 3) | varintWire).bool(value === true)

const int64 =
  (id: number): Field =>
  (writer, value) =>
    writer.uint32((id << 3) | varintWire).int64(Number(value))

const double =
  (id: number): Field =>
  (writer, value) =>
    writer.uint32((id << 3) | doubleWire).double(Number(value))

const nested =
  (id: number, content: Message): Field =>
  (writer, value) => {
    writer.uint32((id << 3) | bytesWire).fork()
    content(writer, value)
    writer.ldelim()
  }

/** A field that a JSON array becomes. */
const each =
  (field: Field): Field =>
  (writer, value) => {
    for (const item of asArray(value)) field(writer, item)
  }

/** gnostic's `Any`: YAML, and JSON is that. */
const any: Message = (writer, value) => text(2)(writer, JSON.stringify(value))

/** gnostic's `NamedX`: an entry of a JSON object. */
const named =
  (content: Message): Message =>
  (writer, entry) => {
    const [key, value] = asArray(entry)
    text(1)(writer, key)
    nested(2, content)(writer, value)
  }

/** A message that holds nothing but the entries of a JSON object. */
const entriesOf =
  (id: number, content: Message): Message =>
  (writer, value) =>
    each(nested(id, named(content)))(writer, Object.entries(asRecord(value)))

/** A message whose fields have the names of JSON keys; `x-…` goes to the vendor extensions. */
function message(fields: Readonly<Record<string, Field>>, extensions: number): Message {
  const extension = nested(extensions, named(any))
  return (writer, value) => {
    for (const [key, item] of Object.entries(asRecord(value))) {
      if (key.startsWith('x-')) extension(writer, [key, item])
      else fieldOf(fields, key)(writer, item)
    }
  }
}

function fieldOf(fields: Readonly<Record<string, Field>>, key: string): Field {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined
  if (!field) throw new Error(`OpenAPI v2 as protobuf: ${key} has no field`)
  return field
}

/** A schema holds schemas: the functions below call it when they are called, not before. */
const schema: Message = (writer, value) => schemaMessage(writer, value)

const schemaMessage = message(
  {
    $ref: text(1),
    format: text(2),
    title: text(3),
    description: text(4),
    default: nested(5, any),
    maximum: double(7),
    minimum: double(9),
    maxLength: int64(11),
    minLength: int64(12),
    pattern: text(13),
    maxItems: int64(14),
    minItems: int64(15),
    maxProperties: int64(17),
    required: each(text(19)),
    enum: each(nested(20, any)),
    additionalProperties: nested(21, (writer, value) => nested(1, schema)(writer, value)),
    type: nested(22, text(1)),
    items: nested(23, (writer, value) => nested(1, schema)(writer, value)),
    properties: nested(25, entriesOf(1, schema)),
  },
  31,
)

const bodyParameter = message(
  { description: text(1), name: text(2), in: text(3), required: flag(4), schema: nested(5, schema) },
  6,
)

const queryParameter = message(
  { required: flag(1), in: text(2), description: text(3), name: text(4), type: text(6), uniqueItems: flag(20) },
  23,
)

const pathParameter = message(
  { required: flag(1), in: text(2), description: text(3), name: text(4), type: text(5), uniqueItems: flag(19) },
  22,
)

/** ParametersItem > Parameter > BodyParameter, or NonBodyParameter > one by its place. */
const parameter: Message = (writer, value) => {
  switch (asRecord(value)['in']) {
    case 'body':
      return nested(1, nested(1, bodyParameter))(writer, value)
    case 'query':
      return nested(1, nested(2, nested(3, queryParameter)))(writer, value)
    default:
      return nested(1, nested(2, nested(4, pathParameter)))(writer, value)
  }
}

/** ResponseValue > Response > SchemaItem > Schema. */
const response: Message = nested(1, message({ description: text(1), schema: nested(2, nested(1, schema)) }, 5))

const operation = message(
  {
    tags: each(text(1)),
    description: text(3),
    operationId: text(5),
    produces: each(text(6)),
    consumes: each(text(7)),
    parameters: each(nested(8, parameter)),
    responses: nested(9, entriesOf(1, response)),
    schemes: each(text(10)),
  },
  13,
)

const pathItem = message(
  {
    get: nested(2, operation),
    put: nested(3, operation),
    post: nested(4, operation),
    delete: nested(5, operation),
    patch: nested(8, operation),
    parameters: each(nested(9, parameter)),
  },
  10,
)

const documentMessage = message(
  {
    swagger: text(1),
    info: nested(2, message({ title: text(1), version: text(2) }, 7)),
    paths: nested(8, entriesOf(2, pathItem)),
    definitions: nested(9, entriesOf(1, schema)),
  },
  16,
)

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return value as Readonly<Record<string, unknown>>
}

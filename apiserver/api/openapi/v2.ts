import { Definitions } from './definitions.ts'
import { objectTypes, toPathItems } from './operations.ts'
import type { JsonSchema } from './definitions.ts'
import type { Operation } from './operations.ts'
import type { Parameter } from './parameters.ts'
import type { OpenApiOptions } from './resource.ts'

/** The OpenAPI v2 document of all group versions, as `/openapi/v2` answers. */
export interface OpenApiV2Document {
  readonly swagger: '2.0'
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, JsonSchema>>
  readonly definitions: Readonly<Record<string, JsonSchema>>
}

/** Builds it anew: the caller keeps it. */
export function buildOpenApiV2({ resources, serverVersion }: OpenApiOptions): OpenApiV2Document {
  const definitions = new Definitions({ prefix: '#/definitions/', wrapReferences: false })
  const items = resources.flatMap((resource) => toPathItems(resource, definitions))
  const paths = items.map(({ path, parameters, operations }): [string, JsonSchema] => {
    const methods = operations.map((operation) => [operation.method, toOperation(operation)])
    return [path, { ...Object.fromEntries(methods), parameters: parameters.map(toParameter) }]
  })
  return {
    swagger: '2.0',
    info: { title: 'aranya', version: serverVersion },
    paths: Object.fromEntries(paths),
    definitions: definitions.toObject(),
  }
}

function toOperation(operation: Operation): JsonSchema {
  const { body, answer, parameters } = operation
  const bodyParameter = body && { name: 'body', in: 'body', required: body.required, schema: body.schema }
  return {
    description: operation.description,
    consumes: body?.mediaTypes ?? ['*/*'],
    produces: answer ? objectTypes : ['*/*'],
    schemes: ['https'],
    tags: [operation.tag],
    operationId: operation.operationId,
    parameters: [...(bodyParameter ? [bodyParameter] : []), ...parameters.map(toParameter)],
    responses: Object.fromEntries(operation.codes.map((code) => [code, toResponse(code, answer)])),
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': operation.gvk,
  }
}

function toResponse(code: number, answer: JsonSchema | undefined): JsonSchema {
  return { description: code === 201 ? 'Created' : 'OK', ...(answer && { schema: answer }) }
}

function toParameter({ name, in: location, type, description }: Parameter): JsonSchema {
  const isPath = location === 'path'
  return { uniqueItems: true, type, description, name, in: location, ...(isPath && { required: true }) }
}

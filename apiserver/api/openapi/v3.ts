import { Definitions } from './definitions.ts'
import { objectTypes, toPathItems } from './operations.ts'
import type { JsonSchema } from './definitions.ts'
import type { Operation } from './operations.ts'
import type { Parameter } from './parameters.ts'
import type { OpenApiOptions } from './resource.ts'

/** The OpenAPI v3 document of one group version, as `/openapi/v3/apis/GROUP/VERSION` answers. */
export interface OpenApiV3Document {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, JsonSchema>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

/** Builds it anew: the caller keeps it. All resources must be of one group version. */
export function buildOpenApiV3({ resources, serverVersion }: OpenApiOptions): OpenApiV3Document {
  const definitions = new Definitions({ prefix: '#/components/schemas/', wrapReferences: true })
  const items = resources.flatMap((resource) => toPathItems(resource, definitions))
  const paths = items.map(({ path, parameters, operations }): [string, JsonSchema] => {
    const methods = operations.map((operation) => [operation.method, toOperation(operation)])
    return [path, { ...Object.fromEntries(methods), parameters: parameters.map(toParameter) }]
  })
  return {
    openapi: '3.0.0',
    info: { title: 'aranya', version: serverVersion },
    paths: Object.fromEntries(paths),
    components: { schemas: definitions.toObject() },
  }
}

function toOperation(operation: Operation): JsonSchema {
  const { body, answer, parameters } = operation
  return {
    tags: [operation.tag],
    description: operation.description,
    operationId: operation.operationId,
    parameters: parameters.map(toParameter),
    ...(body && {
      requestBody: { content: toContent(body.mediaTypes, body.schema), ...(body.required && { required: true }) },
    }),
    responses: Object.fromEntries(operation.codes.map((code) => [code, toResponse(code, answer)])),
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': operation.gvk,
  }
}

function toResponse(code: number, answer: JsonSchema | undefined): JsonSchema {
  const content = answer ? toContent(objectTypes, answer) : { '*/*': { schema: { type: 'string' } } }
  return { description: code === 201 ? 'Created' : 'OK', content }
}

function toContent(mediaTypes: readonly string[], schema: JsonSchema): JsonSchema {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }]))
}

function toParameter({ name, in: location, type, description }: Parameter): JsonSchema {
  const required = location === 'path' ? { required: true } : {}
  return { name, in: location, description, ...required, schema: { type, uniqueItems: true } }
}

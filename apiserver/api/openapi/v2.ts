import type { OpenApiResource } from './resource.ts'

/** The OpenAPI v2 document of all group versions, as `/openapi/v2` answers. */
export function buildOpenApiV2(options: {
  resources: readonly OpenApiResource[]
  serverVersion: string
}): Record<string, unknown> {
  throw new Error(`not yet ${options.serverVersion}`)
}

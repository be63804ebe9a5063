import type { OpenApiResource } from './resource.ts'

/** The OpenAPI v3 document of one group version, as `/openapi/v3/apis/GROUP/VERSION` answers. All resources must be of one group version. */
export function buildOpenApiV3(options: {
  resources: readonly OpenApiResource[]
  serverVersion: string
}): Record<string, unknown> {
  throw new Error(`not yet ${options.serverVersion}`)
}

/** The media types of the protobuf form of OpenAPI v2; kubectl up to 1.26 asks for nothing else. */
export const openApiV2ProtobufTypes = [
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
] as const

/** Encodes what `buildOpenApiV2` returns as gnostic's `openapi.v2.Document`. */
export function encodeOpenApiV2(document: Record<string, unknown>): Uint8Array {
  throw new Error(`not yet ${Object.keys(document).length}`)
}

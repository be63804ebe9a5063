import { ApiError } from './errors.ts'

/** What a request's protobuf body holds, as the JSON value that it stands for. */
export interface DecodedBody {
  readonly apiVersion: string
  readonly kind: string
  readonly [field: string]: unknown
}

export const protobufMediaType = 'application/vnd.kubernetes.protobuf'

/**
 * Decodes a body of `application/vnd.kubernetes.protobuf` that holds a Namespace or DeleteOptions. Throws ApiError:
 * 400 when it is malformed, 415 when it holds another kind.
 */
export function decodeProtobufBody(body: Uint8Array): DecodedBody {
  throw new ApiError('InternalError', `not yet: ${body.length}`)
}

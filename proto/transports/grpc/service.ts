import type { MethodDefinition } from '@grpc/grpc-js'
import { aranya } from '../../gen/agent.js'

const { v1 } = aranya.agent

export type EnrollRequest = aranya.agent.v1.EnrollRequest.$Properties
export type EnrollResponse = aranya.agent.v1.EnrollResponse.$Properties
export type RenewRequest = aranya.agent.v1.RenewRequest.$Properties
export type RenewResponse = aranya.agent.v1.RenewResponse.$Properties

/**
 * The Gateway service for grpc-js, for `Server.addService` and `makeGenericClientConstructor` alike.
 * Connect passes encoded frames through as they are: the mux decodes them.
 */
export const gatewayService = {
  enroll: {
    path: '/aranya.agent.v1.Gateway/Enroll',
    requestStream: false,
    responseStream: false,
    requestSerialize: (message) => toBuffer(v1.EnrollRequest.encode(message).finish()),
    requestDeserialize: (bytes) => v1.EnrollRequest.decode(bytes),
    responseSerialize: (message) => toBuffer(v1.EnrollResponse.encode(message).finish()),
    responseDeserialize: (bytes) => v1.EnrollResponse.decode(bytes),
  } satisfies MethodDefinition<EnrollRequest, EnrollResponse>,
  renew: {
    path: '/aranya.agent.v1.Gateway/Renew',
    requestStream: false,
    responseStream: false,
    requestSerialize: (message) => toBuffer(v1.RenewRequest.encode(message).finish()),
    requestDeserialize: (bytes) => v1.RenewRequest.decode(bytes),
    responseSerialize: (message) => toBuffer(v1.RenewResponse.encode(message).finish()),
    responseDeserialize: (bytes) => v1.RenewResponse.decode(bytes),
  } satisfies MethodDefinition<RenewRequest, RenewResponse>,
  connect: {
    path: '/aranya.agent.v1.Gateway/Connect',
    requestStream: true,
    responseStream: true,
    requestSerialize: toBuffer,
    requestDeserialize: sameBytes,
    responseSerialize: toBuffer,
    responseDeserialize: sameBytes,
  } satisfies MethodDefinition<Uint8Array, Uint8Array>,
}

/** grpc-js wants Buffers; this is a view, not a copy. */
function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function sameBytes(bytes: Buffer): Uint8Array {
  return bytes
}

import type { MethodDefinition } from '@grpc/grpc-js'

const same = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A bare stream of messages: bytes as they are, nothing to encode. */
export const pumpService = {
  pump: {
    path: '/aranya.bench.Pump/Pump',
    requestStream: true,
    responseStream: true,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  } satisfies MethodDefinition<Uint8Array, Uint8Array>,
}

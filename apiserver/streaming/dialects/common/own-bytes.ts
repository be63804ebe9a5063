/**
 * `payload`, for a queue: copied when it is a small part of the memory that it keeps from being freed. Pieces of a few
 * bytes that wait would each hold what was read from the socket with them.
 */
export function ownBytes(payload: Buffer): Buffer {
  return payload.length * 2 < payload.buffer.byteLength ? Buffer.from(payload) : payload
}

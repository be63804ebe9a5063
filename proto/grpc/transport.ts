import type { ClientDuplexStream, ServerDuplexStream } from '@grpc/grpc-js'
import type { FrameTransport } from '../mux/transport.ts'

/** Either end of a Connect call. */
export type ConnectCall = ClientDuplexStream<Uint8Array, Uint8Array> | ServerDuplexStream<Uint8Array, Uint8Array>

/** Makes a Connect call carry the mux's frames. The call is the transport's from here: nobody else may write, read or end it. */
export function toFrameTransport(call: ConnectCall): FrameTransport {
  void call
  throw new Error('under construction')
}

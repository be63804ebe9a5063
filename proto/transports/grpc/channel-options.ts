import type { ChannelOptions, ServerDuplexStream, ServerOptions } from '@grpc/grpc-js'
import { maxFrameBytes } from '../../mux/limits.ts'
import { http2SessionOf } from './http2-session.ts'

/** Above the mux's budget for a session, so that HTTP/2 never holds up what the mux allows. */
const receiveWindowBytes = 16 * 1024 * 1024
/** Certificates and requests for them are smaller than a frame, too. */
const maxMessageBytes = maxFrameBytes

/** For the agent's grpc-js client: receive windows above the mux's budget, no retries (the mux has its own rules), small messages. */
export const gatewayClientOptions: ChannelOptions = {
  'grpc-node.flow_control_window': receiveWindowBytes,
  'grpc.max_receive_message_length': maxMessageBytes,
  'grpc.enable_retries': 0,
  'grpc.enable_channelz': 0,
}

/** For the gateway's grpc-js server. Its receive windows are widened per call, by {@link widenReceiveWindow}. */
export const gatewayServerOptions: ServerOptions = {
  'grpc.max_receive_message_length': maxMessageBytes,
  'grpc.max_concurrent_streams': 8,
  'grpc.enable_channelz': 0,
}

/**
 * Gives the connection of an admitted Connect call a receive window above the mux's budget (only admitted ones: nobody
 * else is to make us hold that much). False when this grpc-js does not let us: all works, but a long link is slower.
 */
export function widenReceiveWindow(call: ServerDuplexStream<Uint8Array, Uint8Array>): boolean {
  const session = http2SessionOf(call)
  if (session === undefined || session.destroyed) return false
  session.settings({ initialWindowSize: receiveWindowBytes })
  session.setLocalWindowSize(receiveWindowBytes)
  return true
}

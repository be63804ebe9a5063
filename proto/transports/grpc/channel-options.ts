import type { ServerHttp2Session } from 'node:http2'
import type { ChannelOptions, ServerDuplexStream, ServerOptions } from '@grpc/grpc-js'
import { maxFrameBytes } from '../../mux/limits.ts'

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

/**
 * The HTTP/2 session below a server's call. grpc-js keeps it private and offers no other way to widen its receive
 * window or to drop a peer that answers no more; so this looks for it where grpc-js 1.14 has it (the call's `call`, behind
 * its interceptors' `nextCall`, has a `stream`), and finds nothing rather than failing when that changes.
 */
export function http2SessionOf(call: ServerDuplexStream<Uint8Array, Uint8Array>): ServerHttp2Session | undefined {
  let inner = field(call, 'call')
  for (let depth = 0; depth < 8 && inner !== undefined; depth += 1) {
    const session = field(field(inner, 'stream'), 'session')
    if (isSession(session)) return session
    inner = field(inner, 'nextCall')
  }
  return undefined
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

function isSession(value: unknown): value is ServerHttp2Session {
  return typeof field(value, 'settings') === 'function' && typeof field(value, 'setLocalWindowSize') === 'function'
}

import type { ServerHttp2Session } from 'node:http2'
import type { ServerDuplexStream } from '@grpc/grpc-js'

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

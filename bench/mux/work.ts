import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { TlsMaterial } from '../harness/tls-material.ts'

export interface MuxServerOrder {
  readonly tls: TlsMaterial
}

/** The server's half of a round. */
export interface Work {
  readonly over: 'mux' | 'grpc'
  /** Bytes to the server, bytes from it, or messages that it sends back. */
  readonly kind: 'up' | 'down' | 'echo'
  readonly bytes: number
  readonly messageBytes: number
}

/** Reads `bytes` and leaves the stream as it is. */
export function countBytes(readable: Readable, bytes: number): Promise<void> {
  let left = bytes
  return new Promise((resolve) => {
    const onData = (chunk: Uint8Array): void => {
      left -= chunk.length
      if (left > 0) return
      readable.off('data', onData)
      readable.pause()
      resolve()
    }
    readable.on('data', onData)
    readable.resume()
  })
}

/** Writes messages, and waits when the stream says so. */
export async function sendBytes(
  writable: Pick<Writable, 'write' | 'once'>,
  { bytes, messageBytes }: { readonly bytes: number; readonly messageBytes: number },
): Promise<void> {
  const message = Buffer.alloc(messageBytes, 'aranya')
  for (let sent = 0; sent < bytes; sent += messageBytes) {
    if (!writable.write(message)) await once(writable as Writable, 'drain')
  }
}

/** Sends the next `count` messages back. Messages are small enough not to be cut. */
export function answerEchoes({
  readable,
  writable,
  count,
}: {
  readonly readable: Readable
  readonly writable: Pick<Writable, 'write'>
  readonly count: number
}): void {
  let left = count
  const onData = (chunk: Uint8Array): void => {
    writable.write(chunk)
    left -= 1
    if (left > 0) return
    readable.off('data', onData)
    readable.pause()
  }
  readable.on('data', onData)
  readable.resume()
}

/** Milliseconds of each of `count` round trips, one after the other. */
export async function measureEchoes({
  readable,
  writable,
  count,
  messageBytes,
}: {
  readonly readable: Readable
  readonly writable: Pick<Writable, 'write'>
  readonly count: number
  readonly messageBytes: number
}): Promise<number[]> {
  const message = Buffer.alloc(messageBytes, 'k')
  const times: number[] = []
  for (let index = 0; index < count; index += 1) {
    const answered = countBytes(readable, messageBytes)
    const from = performance.now()
    writable.write(message)
    await answered
    times.push(performance.now() - from)
  }
  return times
}

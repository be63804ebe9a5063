import type { MuxClock } from './clock.ts'
import type { Frame } from './frame-codec.ts'
import { decodeFrame } from './frame-codec.ts'
import type { FrameTransport } from './transport.ts'

export interface FirstFrameOptions<T> {
  readonly transport: FrameTransport
  readonly clock: MuxClock
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  /**
   * Makes the result of the peer's first frame while the transport still waits, so that whoever listens next
   * misses nothing. What it throws rejects.
   */
  readonly take: (frame: Frame) => T
}

/**
 * Waits for the peer's first frame. Rejects when the transport ends, the time is up or `signal` aborts;
 * closing the transport is left to the caller.
 */
export function awaitFirstFrame<T>({ transport, clock, timeoutMs, signal, take }: FirstFrameOptions<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let isSettled = false
    const settle = (act: () => void): void => {
      if (isSettled) return
      isSettled = true
      cancel()
      signal?.removeEventListener('abort', onAbort)
      act()
    }
    const fail = (error: unknown): void => settle(() => reject(error))
    const onAbort = (): void => fail(signal?.reason)
    const cancel = clock.schedule(() => fail(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    if (signal?.aborted === true) return onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    transport.listen({
      frame: (bytes) => settle(() => attempt(() => resolve(take(decodeFrame(bytes))), reject)),
      drain() {},
      closed: (error) => fail(error ?? new Error('the connection was ended')),
    })
  })
}

function attempt(act: () => void, onError: (error: unknown) => void): void {
  try {
    act()
  } catch (error) {
    onError(error)
  }
}

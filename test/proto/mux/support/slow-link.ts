import type { FrameListener, FrameTransport } from '../../../../proto/mux/transport.ts'
import type { FakeClock } from '../../../support/fake-clock.ts'

export interface SlowLinkOptions {
  readonly clock: FakeClock
  readonly bytesPerMs: number
  /** One way. */
  readonly delayMs: number
}

/** One end of a link with a bottleneck whose queue takes everything, as kernels' and routers' do. */
export class SlowLink implements FrameTransport {
  peer: SlowLink | undefined
  readonly #options: SlowLinkOptions
  readonly #early: Uint8Array[] = []
  #listener: FrameListener | undefined
  #freeAtMs = 0
  #queuedBytes = 0
  mostQueuedBytes = 0
  deliveredBytes = 0

  constructor(options: SlowLinkOptions) {
    this.#options = options
  }

  send(frame: Uint8Array): boolean {
    const { clock, bytesPerMs, delayMs } = this.#options
    const copy = Uint8Array.from(frame)
    this.#queuedBytes += copy.length
    this.mostQueuedBytes = Math.max(this.mostQueuedBytes, this.#queuedBytes)
    this.#freeAtMs = Math.max(this.#freeAtMs, clock.now()) + copy.length / bytesPerMs
    clock.schedule(() => (this.#queuedBytes -= copy.length), this.#freeAtMs - clock.now())
    clock.schedule(() => this.peer?.arrive(copy), this.#freeAtMs + delayMs - clock.now())
    return true
  }

  listen(listener: FrameListener): void {
    this.#listener = listener
    for (const frame of this.#early.splice(0)) listener.frame(frame)
  }

  close(): void {}

  arrive(frame: Uint8Array): void {
    this.deliveredBytes += frame.length
    if (this.#listener === undefined) this.#early.push(frame)
    else this.#listener.frame(frame)
  }
}

export function createSlowLink(options: SlowLinkOptions): { readonly agent: SlowLink; readonly server: SlowLink } {
  const agent = new SlowLink(options)
  const server = new SlowLink(options)
  agent.peer = server
  server.peer = agent
  return { agent, server }
}

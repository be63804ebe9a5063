import type { FrameListener, FrameTransport } from '../../../proto/mux/transport.ts'

/** Two ends of a transport within this process; frames arrive a little later, as they would over a network. */
export function transportPair(): readonly [LocalTransport, LocalTransport] {
  const left = new LocalTransport()
  const right = new LocalTransport()
  left.peer = right
  right.peer = left
  return [left, right]
}

export class LocalTransport implements FrameTransport {
  peer: LocalTransport | undefined
  readonly #waiting: (Uint8Array | 'closed')[] = []
  #listener: FrameListener | undefined
  #closed = false

  send(frame: Uint8Array): boolean {
    const { peer } = this
    if (!this.#closed) setImmediate(() => peer?.deliver(frame))
    return true
  }

  listen(listener: FrameListener): void {
    this.#listener = listener
    for (const item of this.#waiting.splice(0)) this.deliver(item)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    const { peer } = this
    setImmediate(() => peer?.deliver('closed'))
    setImmediate(() => this.deliver('closed'))
  }

  deliver(item: Uint8Array | 'closed'): void {
    if (!this.#listener) this.#waiting.push(item)
    else if (item === 'closed') this.#listener.closed()
    else this.#listener.frame(item)
  }
}

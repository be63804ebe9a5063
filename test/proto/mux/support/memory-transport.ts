import type { FrameListener, FrameTransport } from '../../../../proto/mux/transport.ts'

/** One end of a pair in memory. Frames arrive in a later turn, copied; backpressure is what a test sets. */
export class MemoryTransport implements FrameTransport {
  peer: MemoryTransport | undefined
  /** All that was sent from here. */
  readonly sent: Uint8Array[] = []
  /** While true, frames are taken but not delivered, and `send` says so. */
  isStopped = false
  readonly #waiting: Uint8Array[] = []
  readonly #early: Uint8Array[] = []
  #listener: FrameListener | undefined
  #isClosed = false

  get isClosed(): boolean {
    return this.#isClosed
  }

  get waitingBytes(): number {
    return this.#waiting.reduce((sum, frame) => sum + frame.length, 0)
  }

  send(frame: Uint8Array): boolean {
    if (this.#isClosed) return true
    const copy = Uint8Array.from(frame)
    this.sent.push(copy)
    if (this.isStopped) this.#waiting.push(copy)
    else setImmediate(() => this.peer?.arrive(copy))
    return !this.isStopped
  }

  listen(listener: FrameListener): void {
    this.#listener = listener
    for (const frame of this.#early.splice(0)) listener.frame(frame)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    setImmediate(() => {
      this.peer?.fail()
      this.#listener?.closed()
    })
  }

  /** What the peer sent, or what a test puts there. */
  arrive(frame: Uint8Array): void {
    if (this.#isClosed) return
    if (this.#listener === undefined) this.#early.push(frame)
    else this.#listener.frame(frame)
  }

  fail(error?: Error): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#listener?.closed(error)
  }

  resume(): void {
    this.isStopped = false
    for (const frame of this.#waiting.splice(0)) setImmediate(() => this.peer?.arrive(frame))
    this.#listener?.drain()
  }
}

export function createTransportPair(): { readonly agent: MemoryTransport; readonly server: MemoryTransport } {
  const agent = new MemoryTransport()
  const server = new MemoryTransport()
  agent.peer = server
  server.peer = agent
  return { agent, server }
}

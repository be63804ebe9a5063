import { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Channel, ChannelEnd } from '../../../../proto/mux/channel.ts'
import type { MuxError } from '../../../../proto/mux/errors.ts'

const windowBytes = 64 * 1024

/** One direction of one stream: the writer waits while `windowBytes` are unread. */
class OneWay {
  #resume: (() => void) | undefined
  readonly readable = new Readable({
    highWaterMark: windowBytes,
    read: () => {
      const resume = this.#resume
      // It may come to wait again at once.
      this.#resume = undefined
      resume?.()
    },
  })
  readonly writable = new Writable({
    write: (chunk: Buffer, _encoding, callback) => {
      if (this.readable.push(Buffer.from(chunk))) callback()
      else this.#resume = callback
    },
    final: (callback) => {
      this.readable.push(null)
      callback()
    },
  })

  constructor() {
    this.readable.on('error', () => {})
    this.writable.on('error', () => {})
  }

  destroy(error: Error): void {
    this.readable.destroy(error)
    this.writable.destroy(error)
  }
}

/** Both ends of a channel in memory, as faithful to the contract as the tests here need. */
export class FakeChannelEnd implements Channel {
  readonly id: number
  readonly ended: Promise<ChannelEnd>
  resetReason: MuxError | undefined
  finishedByUs = false
  readonly #outgoing = new Map<number, OneWay>()
  #settle: (end: ChannelEnd) => void = () => {}
  #peer: FakeChannelEnd | undefined
  #over = false
  #controls: Uint8Array[] = []
  #listener: ((message: Uint8Array) => void) | undefined

  constructor(id: number) {
    this.id = id
    this.ended = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  static pair(): { server: FakeChannelEnd; device: FakeChannelEnd } {
    const server = new FakeChannelEnd(2)
    const device = new FakeChannelEnd(2)
    server.#peer = device
    device.#peer = server
    return { server, device }
  }

  readable(stream: number): Readable {
    return this.#other().#way(stream).readable
  }

  writable(stream: number): Writable {
    return this.#way(stream).writable
  }

  control(message: Uint8Array): void {
    const peer = this.#other()
    if (peer.#listener) peer.#listener(message)
    else peer.#controls.push(message)
  }

  onControl(listener: (message: Uint8Array) => void): void {
    this.#listener = listener
    for (const message of this.#controls.splice(0)) listener(message)
  }

  finish(result: Uint8Array = new Uint8Array()): void {
    if (this.#over) return
    this.#over = true
    this.finishedByUs = true
    const written = [...this.#outgoing.values()].map(async ({ writable }) => {
      writable.end()
      await finished(writable).catch(() => {})
    })
    void Promise.all(written).then(() => this.#other().#settle({ kind: 'finished', result }))
  }

  reset(reason: MuxError): void {
    this.resetReason ??= reason
    this.#over = true
    for (const end of [this, this.#other()]) {
      for (const way of end.#outgoing.values()) way.destroy(reason)
      end.#settle({ kind: 'failed', error: reason })
    }
  }

  #way(stream: number): OneWay {
    const existing = this.#outgoing.get(stream)
    if (existing) return existing
    const way = new OneWay()
    this.#outgoing.set(stream, way)
    if (this.#over) way.writable.end()
    return way
  }

  #other(): FakeChannelEnd {
    if (!this.#peer) throw new Error('a channel end without its other end')
    return this.#peer
  }
}

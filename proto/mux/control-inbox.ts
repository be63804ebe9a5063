import type { ChannelHost } from './channel-state.ts'
import { MuxError } from './errors.ts'
import { Fifo } from './fifo.ts'
import { ProtocolError } from './frame-codec.ts'
import type { MuxLimits } from './limits.ts'

/** Control messages of the peer, kept until somebody listens. */
export class ControlInbox {
  readonly #limits: MuxLimits
  readonly #onFailure: (error: MuxError) => void
  readonly #messages = new Fifo<Uint8Array>()
  #listener: ((message: Uint8Array) => void) | undefined

  /** `onFailure` hears of a listener that threw. */
  constructor(limits: MuxLimits, onFailure: (error: MuxError) => void) {
    this.#limits = limits
    this.#onFailure = onFailure
  }

  listen(listener: (message: Uint8Array) => void): void {
    this.#listener = listener
    for (const message of this.#messages.drain()) this.#tell(message)
  }

  receive(message: Uint8Array): void {
    if (message.length > this.#limits.maxControlBytes) throw new ProtocolError('a control message too long')
    if (this.#listener !== undefined) return this.#tell(message)
    const kept = Uint8Array.from(message)
    if (this.#messages.length < this.#limits.maxControlMessages) this.#messages.push(kept)
    // They tell states, such as a terminal's size: of too many, the latest one matters.
    else this.#messages.replaceLast(kept)
  }

  #tell(message: Uint8Array): void {
    try {
      this.#listener?.(message)
    } catch (cause) {
      this.#onFailure(new MuxError('internal', 'a control message could not be handled', { cause }))
    }
  }
}

interface ControlOutboxOptions {
  readonly id: number
  readonly host: Pick<ChannelHost, 'limits' | 'control'>
}

/** Control messages of a channel that wait to be sent; the same rule for too many as where they arrive. */
export class ControlOutbox {
  readonly #id: number
  readonly #host: Pick<ChannelHost, 'limits' | 'control'>
  readonly #messages = new Fifo<Uint8Array>()

  constructor({ id, host }: ControlOutboxOptions) {
    this.#id = id
    this.#host = host
  }

  /** Throws MuxError `invalid` for a message over the limit. */
  send(message: Uint8Array): void {
    const { maxControlBytes, maxControlMessages } = this.#host.limits
    if (message.length > maxControlBytes) throw new MuxError('invalid', 'the control message is too long')
    if (this.#messages.length >= maxControlMessages) return this.#messages.replaceLast(message)
    this.#messages.push(message)
    this.#host.control({ make: () => this.#next() })
  }

  #next(): { control: { channel: number; message: Uint8Array } } | undefined {
    const message = this.#messages.shift()
    return message === undefined ? undefined : { control: { channel: this.#id, message } }
  }
}

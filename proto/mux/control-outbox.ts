import type { ChannelHost } from './channel-state.ts'
import { MuxError } from './errors.ts'
import { Fifo } from './fifo.ts'

export interface ControlOutboxOptions {
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

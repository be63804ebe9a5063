import type { Channel } from './channel.ts'
import type { ChannelFrame, ChannelHost, ChannelState } from './channel-state.ts'
import { lingering } from './channel-state.ts'
import { MuxError } from './errors.ts'
import { MuxChannel } from './mux-channel.ts'
import { ProtocolError } from './frame-codec.ts'
import { ReceiveWindow } from './receive-window.ts'
import { fromRefusal, toRefusal } from './refusal.ts'

export interface OpeningChannelOptions {
  readonly id: number
  readonly host: ChannelHost
  readonly request: Uint8Array
  readonly signal: AbortSignal
}

/** A channel that we asked for and the peer has not answered. */
export class OpeningChannel implements ChannelState {
  readonly isLive = true
  readonly answer: Promise<Channel>
  readonly #options: OpeningChannelOptions
  readonly #window: ReceiveWindow
  #resolve: (channel: Channel) => void = () => {}
  #reject: (error: MuxError) => void = () => {}
  readonly #onAbort = (): void => this.#giveUp()

  constructor(options: OpeningChannelOptions) {
    this.#options = options
    const { budget, limits, clock, rttMs } = options.host
    this.#window = new ReceiveWindow({ budget, limits, clock, rttMs })
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** Sends the Open. */
  start(): void {
    const { id, host, request, signal } = this.#options
    signal.addEventListener('abort', this.#onAbort, { once: true })
    host.control({ make: () => ({ open: { channel: id, window: this.#window.initialBytes, request } }) })
  }

  frame(frame: ChannelFrame): void {
    const { id, host } = this.#options
    if (frame.body === 'reset') this.#refused(fromRefusal(frame.reset.reason))
    else if (frame.body !== 'openReply') throw new ProtocolError(`a ${frame.body} frame before channel ${id} is open`)
    else if (frame.openReply.refusal != null) this.#refused(fromRefusal(frame.openReply.refusal))
    else return this.#opened(frame.openReply.window ?? 0)
    host.forget(id)
  }

  abort(error: MuxError): void {
    this.#refused(error)
  }

  #opened(sendWindow: number): void {
    const { id, host, signal } = this.#options
    signal.removeEventListener('abort', this.#onAbort)
    const channel = new MuxChannel({ id, role: 'opener', host, receiveWindow: this.#window, sendWindow })
    host.become(id, channel)
    this.#resolve(channel)
  }

  #refused(error: MuxError): void {
    this.#options.signal.removeEventListener('abort', this.#onAbort)
    this.#window.drop()
    this.#reject(error)
  }

  #giveUp(): void {
    const { id, host, signal } = this.#options
    const reason = new MuxError('cancelled', 'the channel is not wanted any more', { cause: signal.reason })
    host.become(id, lingering)
    this.#refused(reason)
    host.control({
      make: () => ({ reset: { channel: id, reason: toRefusal(reason) } }),
      onAcknowledged: () => host.forget(id),
    })
  }
}

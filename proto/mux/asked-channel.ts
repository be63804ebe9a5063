import type { Channel, IncomingChannel } from './channel.ts'
import type { ChannelFrame, ChannelHost, ChannelState } from './channel-state.ts'
import type { MuxError } from './errors.ts'
import { MuxChannel } from './mux-channel.ts'
import { ProtocolError } from './frame-codec.ts'
import { ReceiveWindow } from './receive-window.ts'
import { fromRefusal, toRefusal } from './refusal.ts'

export interface AskedChannelOptions {
  readonly id: number
  readonly host: ChannelHost
  readonly request: Uint8Array
  /** Bytes that the peer lets us send before its first Credit. */
  readonly sendWindow: number
}

/** A channel that the peer asked for and we have not answered. */
export class AskedChannel implements IncomingChannel, ChannelState {
  readonly isLive = true
  readonly id: number
  readonly request: Uint8Array
  readonly #host: ChannelHost
  readonly #sendWindow: number
  readonly #aborter = new AbortController()
  /** Holds the channel's place in the budget from the start. */
  readonly #window: ReceiveWindow
  #channel: MuxChannel | undefined
  #error: MuxError | undefined

  constructor({ id, host, request, sendWindow }: AskedChannelOptions) {
    this.id = id
    this.request = request
    this.#host = host
    this.#sendWindow = sendWindow
    const { budget, limits, clock, rttMs } = host
    this.#window = new ReceiveWindow({ budget, limits, clock, rttMs })
  }

  get signal(): AbortSignal {
    return this.#aborter.signal
  }

  /** The channel; one that has failed already when the peer gave up, or the answer was no. */
  accept(): Channel {
    if (this.#channel !== undefined) return this.#channel
    const { id } = this
    this.#channel = this.#createChannel()
    if (this.#error !== undefined) {
      this.#channel.abort(this.#error)
      return this.#channel
    }
    this.#host.become(id, this.#channel)
    this.#host.control({ make: () => ({ openReply: { channel: id, window: this.#window.initialBytes } }) })
    return this.#channel
  }

  refuse(reason: MuxError): void {
    if (this.#channel !== undefined || this.#error !== undefined) return
    this.#end(reason)
    // The peer cannot have sent anything on it, so that nothing needs to linger.
    this.#host.forget(this.id)
    this.#host.control({ make: () => ({ openReply: { channel: this.id, refusal: toRefusal(reason) } }) })
  }

  frame(frame: ChannelFrame): void {
    if (frame.body !== 'reset') throw new ProtocolError(`a ${frame.body} frame before channel ${this.id} is open`)
    this.#host.forget(this.id)
    this.abort(fromRefusal(frame.reset.reason))
  }

  abort(error: MuxError): void {
    this.#end(error)
    this.#aborter.abort(error)
  }

  #end(error: MuxError): void {
    this.#error = error
    this.#window.drop()
  }

  #createChannel(): MuxChannel {
    return new MuxChannel({
      id: this.id,
      role: 'acceptor',
      host: this.#host,
      receiveWindow: this.#window,
      sendWindow: this.#sendWindow,
    })
  }
}

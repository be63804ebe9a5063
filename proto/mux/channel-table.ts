import type { ChannelFrame, ChannelState } from './channel-state.ts'
import type { MuxError } from './errors.ts'
import { ProtocolError } from './frame-codec.ts'

/** Ended channels that the peer has not acknowledged, as a multiple of the live ones that are allowed. */
const lingeringFactor = 16
const maxId = 2 ** 32 - 1

export interface ChannelTableOptions {
  readonly side: 'agent' | 'server'
  readonly maxChannels: number
}

/** Which channel an id means. The agent gives odd ids, the server even ones, each in growing order. */
export class ChannelTable {
  readonly #maxChannels: number
  readonly #peerParity: number
  readonly #channels = new Map<number, ChannelState>()
  #nextId: number
  #lastPeerId = 0

  constructor({ side, maxChannels }: ChannelTableOptions) {
    this.#maxChannels = maxChannels
    this.#nextId = side === 'agent' ? 1 : 2
    this.#peerParity = side === 'agent' ? 0 : 1
  }

  /** Channels that are open or asked for. */
  get liveCount(): number {
    let count = 0
    for (const channel of this.#channels.values()) if (channel.isLive) count += 1
    return count
  }

  get isFull(): boolean {
    return this.#channels.size >= this.#maxChannels && this.liveCount >= this.#maxChannels
  }

  /** An id for a channel of ours; undefined when they are used up. */
  takeId(): number | undefined {
    if (this.#nextId > maxId) return undefined
    const id = this.#nextId
    this.#nextId += 2
    return id
  }

  /** Checks the id of a peer's Open: its own kind, and never used before. */
  checkOpen(id: number): void {
    if (id % 2 !== this.#peerParity || id <= this.#lastPeerId)
      throw new ProtocolError(`channel id ${id} is out of sequence`)
    if (this.#channels.size >= this.#maxChannels * lingeringFactor)
      throw new ProtocolError('ended channels are not acknowledged')
    this.#lastPeerId = id
  }

  set(id: number, channel: ChannelState): void {
    this.#channels.set(id, channel)
  }

  delete(id: number): void {
    this.#channels.delete(id)
  }

  /** A frame for a channel that ended is for nobody; one for a channel that never was throws ProtocolError. */
  frame(id: number, frame: ChannelFrame): void {
    const channel = this.#channels.get(id)
    if (channel !== undefined) channel.frame(frame)
    else if (!this.#wasUsed(id))
      throw new ProtocolError(`a ${frame.body} frame for channel ${id}, which was never opened`)
  }

  /** Fails all and forgets them. */
  abort(error: MuxError): void {
    const channels = [...this.#channels.values()]
    this.#channels.clear()
    for (const channel of channels) channel.abort(error)
  }

  #wasUsed(id: number): boolean {
    if (id === 0) return false
    return id % 2 === this.#peerParity ? id <= this.#lastPeerId : id < this.#nextId
  }
}

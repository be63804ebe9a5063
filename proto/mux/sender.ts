import type { DataBody, FrameBody } from './frame-codec.ts'
import { Fifo } from './fifo.ts'
import type { FlightWindow } from './flight-window.ts'
import type { Link } from './link.ts'
import type { Outbox } from './outbox.ts'

/** Where a channel puts its frames when it is its turn. */
export interface FrameSink {
  sendData(body: DataBody): void
  sendNumbered(body: FrameBody, onAcknowledged?: () => void): void
}

/** A channel that takes turns. */
export interface TurnTaker {
  /** There is something that could be sent now. */
  readonly isSendable: boolean
  /** For the sender alone: it stands in the queue. */
  isWaiting: boolean
  /** Sends one frame, with `maxBytes` of data at most. */
  takeTurn(sink: FrameSink, maxBytes: number): void
}

/** A frame that overtakes data; made when it is sent, so that it says the latest; undefined when it has become pointless. */
export interface ControlFrame {
  readonly make: () => FrameBody | undefined
  readonly onAcknowledged?: () => void
}

/** Control frames that wait for a peer that takes nothing while it asks for more. */
const maxWaitingControls = 16_384
/** Kept frames above which nothing but data's own limit would bound memory. */
const maxKeptFrames = 32_768

export interface SenderOptions {
  readonly outbox: Outbox
  readonly flight: FlightWindow
  /** More control frames wait than a peer that takes any could cause. */
  readonly onFlood: () => void
}

/**
 * Decides what is sent next: what concerns the connection, then control frames, then one frame of each
 * channel in turn, as far as the flight window allows.
 */
export class Sender {
  readonly #outbox: Outbox
  readonly #flight: FlightWindow
  readonly #onFlood: () => void
  readonly #controls = new Fifo<ControlFrame>()
  readonly #turns = new Fifo<TurnTaker>()
  /** Unnumbered frames by kind: a newer one takes the place of one that waits. */
  readonly #notes = new Map<'ping' | 'pong' | 'settings', FrameBody>()
  #link: Link | undefined
  #isPumping = false

  constructor({ outbox, flight, onFlood }: SenderOptions) {
    this.#outbox = outbox
    this.#flight = flight
    this.#onFlood = onFlood
  }

  /** Sends on this link from now on; undefined: on none. */
  use(link: Link | undefined): void {
    this.#link = link
    this.pump()
  }

  note(kind: 'ping' | 'pong' | 'settings', body: FrameBody): void {
    this.#notes.set(kind, body)
    this.pump()
  }

  /** Sends the frame ahead of all data. */
  control(frame: ControlFrame): void {
    if (this.#controls.length >= maxWaitingControls) return this.#onFlood()
    this.#controls.push(frame)
    this.pump()
  }

  /** The channel has something to send. */
  ready(taker: TurnTaker): void {
    this.#enqueue(taker)
    this.pump()
  }

  /** Sends what can be sent. */
  pump(): void {
    if (this.#isPumping) return
    this.#isPumping = true
    try {
      while (this.#sendNext());
    } finally {
      this.#isPumping = false
    }
  }

  #sendNext(): boolean {
    const link = this.#link
    if (link === undefined || !link.isWritable) return false
    return this.#sendNote(link) || this.#sendControl(link) || this.#sendTurn(link)
  }

  #sendNote(link: Link): boolean {
    if (this.#notes.size === 0) return false
    for (const [kind, body] of this.#notes) {
      this.#notes.delete(kind)
      link.sendUnnumbered(body)
      return true
    }
    return false
  }

  #sendControl(link: Link): boolean {
    if (this.#controls.length === 0 || this.#outbox.count >= maxKeptFrames) return false
    const control = this.#controls.shift()
    const body = control?.make()
    if (body !== undefined) link.sendNumbered(body, control?.onAcknowledged)
    return true
  }

  #sendTurn(link: Link): boolean {
    if (!link.hasRoom || this.#outbox.count >= maxKeptFrames) return false
    const taker = this.#turns.shift()
    if (taker === undefined) {
      link.idle()
      return false
    }
    taker.isWaiting = false
    if (taker.isSendable) taker.takeTurn(link, this.#flight.frameBytes)
    this.#enqueue(taker)
    return true
  }

  #enqueue(taker: TurnTaker): void {
    if (taker.isWaiting || !taker.isSendable) return
    taker.isWaiting = true
    this.#turns.push(taker)
  }
}

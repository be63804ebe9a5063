import type { Channel, IncomingChannel } from './channel.ts'
import type { ChannelFrame, ChannelHost } from './channel-state.ts'
import { AskedChannel } from './asked-channel.ts'
import { ChannelTable } from './channel-table.ts'
import type { MuxClock } from './clock.ts'
import { systemClock } from './clock.ts'
import { MuxError } from './errors.ts'
import { FlightWindow } from './flight-window.ts'
import { FrameBuffers, Link } from './link.ts'
import type { LinkOwner } from './link.ts'
import type { Frame } from './frame-codec.ts'
import type { Goodbye } from './goodbye.ts'
import { faultOf, fromWireGoodbye, toWireGoodbye } from './goodbye.ts'
import { Heartbeat } from './heartbeat.ts'
import { Inbox } from './inbox.ts'
import { defaultMuxLimits, fromWireSettings, toWireSettings } from './limits.ts'
import type { MuxLimits, MuxSettings } from './limits.ts'
import { OpeningChannel } from './opening-channel.ts'
import { Outbox } from './outbox.ts'
import { ProtocolError } from './frame-codec.ts'
import { toRefusal } from './refusal.ts'
import { Sender } from './sender.ts'
import type { FrameTransport } from './transport.ts'
import { WindowBudget } from './window-budget.ts'

export type { Goodbye } from './goodbye.ts'

/** How long `close` waits for the transport to be gone. */
const closeTimeoutMs = 2000
/** The agent asks later than the server, so that one ping and one pong serve both. */
const agentPatience = 0.1

export interface MuxSessionOptions {
  /** Which side this is: agents give odd channel ids, servers even ones. */
  readonly side: 'agent' | 'server'
  /** A transport whose handshake is over; the session owns it from here. */
  readonly transport: FrameTransport
  readonly settings: MuxSettings
  readonly limits?: Partial<MuxLimits>
  readonly clock?: MuxClock
  /** Called for each channel that the peer asks for; without it all are refused as unsupported. */
  readonly onOpen?: (incoming: IncomingChannel) => void
}

/** How a session ended. */
export interface SessionEnd {
  readonly by: 'us' | 'peer' | 'transport'
  /** What was said at the end, by whoever ended it. */
  readonly goodbye?: Goodbye
  /** Why the transport failed. */
  readonly error?: Error
}

/**
 * Many channels over one transport, until either side says goodbye or falls silent. What would outlive the
 * transport (numbers, kept frames, channels) is apart from what would not (the link).
 */
export class MuxSession {
  /** Settles when the session ends; never rejects. */
  readonly closed: Promise<SessionEnd>
  /** Settles when the first round trip was measured (then `rttMs` is set), or the session ends; never rejects. */
  readonly measured: Promise<void>
  readonly #side: 'agent' | 'server'
  readonly #clock: MuxClock
  readonly #limits: MuxLimits
  readonly #onOpen: ((incoming: IncomingChannel) => void) | undefined
  readonly #table: ChannelTable
  readonly #flight: FlightWindow
  readonly #buffers = new FrameBuffers()
  readonly #sender: Sender
  readonly #link: Link
  readonly #heartbeat: Heartbeat
  readonly #host: ChannelHost
  readonly #transportGone: Promise<void>
  #markTransportGone: () => void = () => {}
  #resolveClosed: (end: SessionEnd) => void = () => {}
  #resolveMeasured: () => void = () => {}
  #end: SessionEnd | undefined
  #rttMs: number | undefined

  constructor({ side, transport, settings, limits, clock = systemClock, onOpen }: MuxSessionOptions) {
    this.#side = side
    this.#clock = clock
    this.#onOpen = onOpen
    this.#limits = { ...defaultMuxLimits, ...limits }
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve))
    this.measured = new Promise((resolve) => (this.#resolveMeasured = resolve))
    this.#transportGone = new Promise((resolve) => (this.#markTransportGone = resolve))
    this.#table = new ChannelTable({ side, maxChannels: this.#limits.maxChannels })
    this.#flight = new FlightWindow(this.#limits.maxInFlightBytes)
    const outbox = new Outbox()
    const onFlood = (): void =>
      this.#onFailure(new ProtocolError('the peer asks for answers faster than it takes them'))
    this.#sender = new Sender({ outbox, flight: this.#flight, onFlood })
    this.#host = this.#createHost()
    this.#link = new Link({
      transport,
      inbox: new Inbox(),
      outbox,
      flight: this.#flight,
      buffers: this.#buffers,
      clock,
      owner: this.#linkOwner(),
    })
    this.#heartbeat = this.#createHeartbeat(settings)
    this.#start()
  }

  /** Channels open, or asked for and not yet answered. */
  get channelCount(): number {
    return this.#table.liveCount
  }

  /** The last measured round trip in milliseconds; undefined before the first. */
  get rttMs(): number | undefined {
    return this.#rttMs
  }

  /**
   * Asks the peer for a channel; resolves when it said yes. Rejects with MuxError: the peer's refusal,
   * `too-many` at the limit, `invalid` for a request over its limit, `unavailable` when the session is over,
   * `cancelled` when `signal` aborts (the peer is then told).
   */
  async open(request: Uint8Array, signal: AbortSignal): Promise<Channel> {
    this.#checkOpen(request, signal)
    const id = this.#table.takeId()
    if (id === undefined) throw new MuxError('unavailable', 'the connection has used up its channel ids')
    const opening = new OpeningChannel({ id, host: this.#host, request, signal })
    this.#table.set(id, opening)
    opening.start()
    return opening.answer
  }

  /** Takes new settings into use; the server also sends them to the agent. */
  applySettings(settings: MuxSettings): void {
    if (this.#end !== undefined) return
    this.#heartbeat.start(settings.heartbeatMs)
    if (this.#side === 'server') this.#sender.note('settings', { settings: toWireSettings(settings) })
  }

  /** Says goodbye, fails all channels, ends the transport; resolves when it is gone, after 2 s at most. Idempotent. */
  async close(goodbye: Goodbye): Promise<void> {
    this.#finish({ by: 'us', goodbye })
    let cancel = (): void => {}
    const timeout = new Promise<void>((resolve) => (cancel = this.#clock.schedule(resolve, closeTimeoutMs)))
    await Promise.race([this.#transportGone, timeout])
    cancel()
  }

  // ---- Parts ----

  #createHost(): ChannelHost {
    return {
      limits: this.#limits,
      clock: this.#clock,
      budget: new WindowBudget(this.#limits),
      rttMs: () => this.#rttMs,
      control: (frame) => this.#sender.control(frame),
      ready: (taker) => this.#sender.ready(taker),
      become: (id, state) => this.#table.set(id, state),
      forget: (id) => this.#table.delete(id),
    }
  }

  #createHeartbeat(settings: MuxSettings): Heartbeat {
    return new Heartbeat({
      clock: this.#clock,
      receivedAtMs: () => this.#link.receivedAtMs,
      sendPing: (nonce) => this.#sendPing(nonce),
      onDead: () => this.#finish({ by: 'us', goodbye: { code: 'dead', message: 'heartbeats were missed' } }),
      intervalMs: settings.heartbeatMs,
      patience: this.#side === 'agent' ? agentPatience : 0,
    })
  }

  #linkOwner(): LinkOwner {
    return {
      frame: (frame) => this.#onFrame(frame),
      writable: () => this.#sender.pump(),
      failed: (error) => this.#onFailure(error),
      closed: (error) => this.#onTransportClosed(error),
    }
  }

  #start(): void {
    this.#sender.use(this.#link)
    this.#heartbeat.start()
    // The first round trip tells what may be under way, and the device's status shows it.
    this.#heartbeat.ping()
    this.#link.start()
  }

  #checkOpen(request: Uint8Array, signal: AbortSignal): void {
    if (this.#end !== undefined) throw unavailable(this.#end)
    if (signal.aborted) throw new MuxError('cancelled', 'the channel is not wanted any more', { cause: signal.reason })
    const { maxMessageBytes } = this.#limits
    if (request.length > maxMessageBytes)
      throw new MuxError('invalid', `the request has ${request.length} bytes, and ${maxMessageBytes} is the limit`)
    if (this.#isFull) throw tooMany(this.#limits)
  }

  get #isFull(): boolean {
    return this.#table.isFull || this.#host.budget.isExhausted
  }

  // ---- Frames ----

  #onFrame(frame: Frame): void {
    switch (frame.body) {
      case 'ack':
        return
      case 'ping':
        return this.#sender.note('pong', { pong: { nonce: frame.ping.nonce ?? 0 } })
      case 'pong':
        return this.#onPong(frame.pong.nonce ?? 0)
      case 'settings':
        return this.#onSettings(frame.settings)
      case 'goodbye':
        return this.#finish({ by: 'peer', goodbye: fromWireGoodbye(frame.goodbye) })
      case 'open':
        return this.#onOpenFrame(frame.open)
      case 'hello':
      case 'welcome':
      case undefined:
        throw new ProtocolError(`a ${frame.body} frame in the middle of a session`)
      default:
        return this.#table.frame(channelOf(frame), frame)
    }
  }

  #sendPing(nonce: number): void {
    // Nothing came for a while, so that no transfer is under way.
    this.#buffers.clear()
    this.#sender.note('ping', { ping: { nonce } })
  }

  #onPong(nonce: number): void {
    const rttMs = this.#heartbeat.pong(nonce)
    if (rttMs === undefined) return
    this.#rttMs = rttMs
    this.#flight.measured(rttMs, this.#clock.now())
    this.#resolveMeasured()
  }

  #onSettings(settings: Parameters<typeof fromWireSettings>[0]): void {
    if (this.#side === 'server') throw new ProtocolError('settings from an agent')
    this.applySettings(fromWireSettings(settings))
  }

  #onOpenFrame(open: { channel?: number | null; window?: number | null; request?: Uint8Array | null }): void {
    const id = open.channel ?? 0
    const request = Uint8Array.from(open.request ?? [])
    this.#table.checkOpen(id)
    if (request.length > this.#limits.maxMessageBytes) throw new ProtocolError('a request too long')
    if (this.#isFull) return this.#refuse(id, tooMany(this.#limits))
    const asked = new AskedChannel({ id, host: this.#host, request, sendWindow: open.window ?? 0 })
    this.#table.set(id, asked)
    this.#offer(asked)
  }

  #refuse(id: number, reason: MuxError): void {
    this.#host.control({ make: () => ({ openReply: { channel: id, refusal: toRefusal(reason) } }) })
  }

  #offer(asked: AskedChannel): void {
    if (this.#onOpen === undefined) return asked.refuse(new MuxError('unsupported', 'no channels are served here'))
    try {
      this.#onOpen(asked)
    } catch (cause) {
      asked.refuse(new MuxError('internal', 'the request could not be handled', { cause }))
    }
  }

  // ---- The end ----

  #onFailure(error: unknown): void {
    if (error instanceof ProtocolError)
      return this.#finish({ by: 'us', goodbye: { code: 'protocol-error', message: error.message }, error })
    const cause = error instanceof Error ? error : new Error(String(error))
    this.#finish({ by: 'us', goodbye: { code: 'shutting-down', message: 'internal error' }, error: cause })
  }

  #onTransportClosed(error: Error | undefined): void {
    this.#markTransportGone()
    this.#finish(error === undefined ? { by: 'transport' } : { by: 'transport', error })
  }

  #finish(end: SessionEnd): void {
    if (this.#end !== undefined) return
    this.#end = end
    this.#heartbeat.stop()
    this.#sender.use(undefined)
    if (end.by === 'us' && end.goodbye !== undefined) this.#link.sendUnnumbered({ goodbye: toWireGoodbye(end.goodbye) })
    this.#link.close(faultOf(end.goodbye))
    this.#table.abort(unavailable(end))
    this.#resolveClosed(end)
    this.#resolveMeasured()
  }
}

function channelOf(frame: ChannelFrame): number {
  switch (frame.body) {
    case 'openReply':
      return frame.openReply.channel ?? 0
    case 'data':
      return frame.data.channel ?? 0
    case 'credit':
      return frame.credit.channel ?? 0
    case 'control':
      return frame.control.channel ?? 0
    case 'finish':
      return frame.finish.channel ?? 0
    case 'reset':
      return frame.reset.channel ?? 0
    default:
      return 0
  }
}

function tooMany(limits: MuxLimits): MuxError {
  return new MuxError('too-many', `the connection has ${limits.maxChannels} channels, which is its limit`)
}

function unavailable(end: SessionEnd): MuxError {
  const why = end.goodbye === undefined ? 'the connection was lost' : `${end.goodbye.code}: ${end.goodbye.message}`
  return new MuxError('unavailable', why, { cause: end.error })
}

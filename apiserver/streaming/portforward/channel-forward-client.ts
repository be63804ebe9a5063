import type { StreamClock, StreamLimits } from '../session/limits.ts'
import { Keepalive } from '../dialects/common/keepalive.ts'
import type { StreamSetEnd } from '../dialects/common/stream-set.ts'
import { ChannelReader, CloseSignal } from '../dialects/websocket/codec.ts'
import type { ChannelCodec, ChannelPiece } from '../dialects/websocket/codec.ts'
import type { WebSocketProtocol } from '../dialects/websocket/protocols.ts'
import type { MessagePiece } from '../dialects/websocket/frame-reader.ts'
import type { WebSocketConnection } from '../dialects/websocket/web-socket-connection.ts'
import { closeCode } from '../dialects/websocket/frame-reader.ts'
import { ChannelData } from './channel-data.ts'
import type { ForwardClient, ForwardedConnection } from './forward-client.ts'
import { ConnectionRelay } from './forward-client.ts'

export interface ChannelForwardOptions {
  /** Upgraded, and paused. */
  readonly webSocket: WebSocketConnection
  readonly protocol: WebSocketProtocol
  /** One connection for each; at least one, and at most `maxChannelPorts`. */
  readonly ports: readonly number[]
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/** v5's signal that one channel has no more, from the client. */
const closeChannel = 255
/** How long a connection that is given up may take to close. */
const closeMs = 2000
/** How long what a client sent before it closed in good order may take to reach the device. */
const flushMs = 10_000
/** Pongs are left out while this much output waits. */
const maxUnsentPongBytes = 64 * 1024

/** A channel is one byte, or one digit of text, and a port needs two. */
export function maxChannelPorts(codec: ChannelCodec): number {
  return codec.binary ? 127 : 5
}

/**
 * A port-forward in the channels of a WebSocket: two for each port that the query names, data and error, on each of
 * which the port goes first, as two bytes (k8s.io/kubelet, pkg/cri/streaming/portforward/websocket.go). Each port is
 * one connection. When all are over the WebSocket is closed.
 */
export class ChannelForwardClient implements ForwardClient {
  readonly closed: Promise<StreamSetEnd>
  readonly #options: ChannelForwardOptions
  readonly #webSocket: WebSocketConnection
  readonly #relay = new ConnectionRelay()
  readonly #reader: ChannelReader
  readonly #closeSignal = new CloseSignal()
  readonly #channels: readonly ChannelData[]
  readonly #open = new Set<ChannelData>()
  readonly #full = new Set<ChannelData>()
  readonly #keepalive: Keepalive
  readonly #gone: Promise<void>
  #settleClosed: (end: StreamSetEnd) => void = () => {}
  #finished = false

  constructor(options: ChannelForwardOptions) {
    this.#options = options
    this.#webSocket = options.webSocket
    this.#reader = new ChannelReader(options.protocol.codec)
    this.closed = new Promise((resolve) => (this.#settleClosed = resolve))
    this.#gone = new Promise((resolve) => this.#webSocket.once('close', () => resolve()))
    this.#keepalive = this.#createKeepalive()
    this.#channels = options.ports.map((_port, index) => this.#createChannel(index))
    this.#listen()
    for (const [index, port] of options.ports.entries()) this.#announce(index, port)
  }

  onConnection(listener: (connection: ForwardedConnection) => void): void {
    this.#relay.listen(listener)
  }

  async finish(message: string): Promise<void> {
    this.#close(closeCode.goingAway, message)
    await this.closed
  }

  abort(message: string): void {
    this.#end('lost', message)
    this.#webSocket.terminate()
  }

  #listen(): void {
    const webSocket = this.#webSocket
    webSocket.on('piece', (piece) => this.#receive(piece))
    webSocket.on('ping', (data) => this.#receivePing(data))
    webSocket.on('pong', () => this.#keepalive.heard())
    webSocket.on('error', (error) => this.#end('lost', error.message))
    webSocket.on('close', (code) => this.#onClose(code))
    // The socket was paused when it was handed over.
    webSocket.resume()
  }

  #createChannel(index: number): ChannelData {
    const data: ChannelData = new ChannelData({
      send: (payload, callback) => this.#send(2 * index, payload, callback),
      full: (isFull) => this.#setFull(data, isFull),
    })
    this.#open.add(data)
    data.once('close', () => this.#onChannelClosed(data))
    return data
  }

  #announce(index: number, port: number): void {
    const bytes = Buffer.alloc(2)
    bytes.writeUInt16LE(port)
    this.#send(2 * index, bytes, () => {})
    this.#send(2 * index + 1, bytes, () => {})
    const data = this.#channels[index]
    if (data) this.#relay.tell(this.#toConnection({ index, port, data }))
  }

  #toConnection({ index, port, data }: { index: number; port: number; data: ChannelData }): ForwardedConnection {
    return {
      port,
      data,
      // The client cannot be told, and so would keep its own direction open for ever.
      finish: () => data.receiveEnd(),
      fail: (message) => {
        if (data.destroyed) return
        this.#send(2 * index + 1, Buffer.from(`error forwarding port ${port}: ${message}`), () => {})
        data.destroy()
      },
    }
  }

  #receive(piece: MessagePiece): void {
    this.#keepalive.heard()
    // Whom we are closing has nothing more to say.
    if (!this.#webSocket.isOpen) return
    const received = this.#reader.read(piece)
    if (received === 'malformed') return this.#protocolError('a message that cannot be decoded')
    if (received) this.#receiveChannel(received)
  }

  #receiveChannel(received: ChannelPiece): void {
    const { channel, payload } = received
    if (this.#options.protocol.version >= 5 && channel === closeChannel) return this.#receiveClose(received)
    if (channel < 0 || channel >= 2 * this.#channels.length) return this.#protocolError(`unknown channel ${channel}`)
    // The error channels are ours to write; the kubelet ignores what comes there as well.
    if (channel % 2 === 0) this.#channels[channel / 2]?.receive(payload)
  }

  /** The payload names the channel on which the client has nothing more to say. */
  #receiveClose(piece: ChannelPiece): void {
    const closed = this.#closeSignal.read(piece)
    if (closed === 'malformed') return this.#protocolError('a malformed close of a channel')
    if (closed !== undefined && closed % 2 === 0) this.#channels[closed / 2]?.receiveEnd()
  }

  #receivePing(data: Buffer): void {
    this.#keepalive.heardPing()
    // Whoever floods us with pings and does not read is not owed an answer to each (RFC 6455, section 5.5.3).
    if (this.#hasRoomForPings) this.#webSocket.pong(data)
  }

  get #hasRoomForPings(): boolean {
    return this.#webSocket.bufferedAmount <= this.#options.limits.maxUnsentBytes + maxUnsentPongBytes
  }

  #send(channel: number, payload: Buffer, callback: (error?: Error | null) => void): void {
    const webSocket = this.#webSocket
    if (!webSocket.isOpen) return callback()
    const { codec } = this.#options.protocol
    const full = webSocket.bufferedAmount > this.#options.limits.maxUnsentBytes
    this.#keepalive.sent()
    webSocket.send(codec.encode(channel, payload), { binary: codec.binary }, full ? callback : () => {})
    if (!full) callback()
  }

  /** One channel that is not read holds up all of them: the WebSocket has no other way to stop its client. */
  #setFull(data: ChannelData, isFull: boolean): void {
    if (isFull) this.#full.add(data)
    else this.#full.delete(data)
    if (this.#full.size > 0) this.#webSocket.pause()
    else this.#webSocket.resume()
  }

  #onChannelClosed(data: ChannelData): void {
    this.#open.delete(data)
    if (this.#open.size > 0) return
    this.#finished = true
    this.#close(closeCode.normal, '')
  }

  /** What came before a close in good order is for the device all the same. */
  #onClose(code: number): void {
    this.#keepalive.stop()
    const end = (): void => this.#end(this.#finished ? 'finished' : 'lost', 'the client closed the connection')
    if (code !== closeCode.normal || this.#open.size === 0) return end()
    const cancel = this.#options.clock.schedule(end, flushMs)
    void this.closed.then(cancel)
    for (const data of this.#channels) data.receiveEnd()
    for (const data of this.#open) {
      data.once('close', () => {
        if (this.#open.size === 0) end()
      })
    }
  }

  #protocolError(message: string): void {
    this.#close(closeCode.protocolError, message)
    this.#end('lost', `protocol error: ${message}`)
  }

  #close(code: number, message: string): void {
    const webSocket = this.#webSocket
    if (webSocket.isClosed) return
    webSocket.close(code, message)
    webSocket.resume()
    const cancel = this.#options.clock.schedule(() => webSocket.terminate(), closeMs)
    void this.#gone.then(cancel)
  }

  #createKeepalive(): Keepalive {
    const { clock, limits } = this.#options
    return new Keepalive({
      clock,
      intervalMs: limits.keepaliveMs,
      ping: (reading) => this.#ping(reading),
      isReading: () => !this.#webSocket.isPaused,
      onDead: () => this.abort('the client does not answer'),
    })
  }

  /** An unsolicited pong is for clients that ping: while we do not read theirs, they would give up. */
  #ping(reading: boolean): void {
    if (!this.#hasRoomForPings) return
    if (reading) this.#webSocket.ping()
    else this.#webSocket.pong()
  }

  #end(kind: StreamSetEnd['kind'], message: string): void {
    this.#keepalive.stop()
    this.#settleClosed({ kind, message })
    for (const data of this.#channels) data.destroy()
  }
}

import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { networkOf } from '../../limits/failure-limiter.ts'

export interface ConnectionGuardOptions {
  /** How long a connection may live without being admitted. */
  readonly graceMs: number
  /** Connections that are not admitted, all together. */
  readonly maxPending: number
}

interface Guarded {
  readonly socket: Socket
  readonly network: string
  timer: NodeJS.Timeout | undefined
}

/**
 * Bounds what unauthenticated peers can hold. A connection that is not admitted is cut after a grace period, whatever it
 * does meanwhile: half a TLS handshake, an endless body, silence. When too many are pending, the oldest one of the network with
 * the most of them is cut, so that a flood from one network displaces itself first.
 */
export class ConnectionGuard {
  readonly #options: ConnectionGuardOptions
  /** By `address:port` of the peer. */
  readonly #connections = new Map<string, Guarded>()
  /** Peers of pending connections, by network, oldest first. */
  readonly #pending = new Map<string, Set<string>>()
  #pendingCount = 0

  constructor(options: ConnectionGuardOptions) {
    this.#options = options
  }

  /** Guards a new connection until it closes. */
  watch(socket: Socket): void {
    const { remoteAddress, remotePort } = socket
    // The peer has left already.
    if (remoteAddress === undefined) return void socket.destroy()
    const peer = `${remoteAddress}:${remotePort}`
    const guarded: Guarded = { socket, network: networkOf(remoteAddress), timer: undefined }
    this.#connections.set(peer, guarded)
    this.#guard(peer, guarded)
    socket.once('close', () => {
      this.#release(peer, guarded)
      if (this.#connections.get(peer) === guarded) this.#connections.delete(peer)
    })
  }

  /** Keeps the connection of `peer`, for it was admitted. Returns a function that puts it under guard again. */
  keep(peer: string): () => void {
    const guarded = this.#connections.get(peer)
    if (!guarded) return () => {}
    this.#release(peer, guarded)
    return () => {
      if (!guarded.socket.destroyed && this.#connections.get(peer) === guarded) this.#guard(peer, guarded)
    }
  }

  /** The socket below a connection of `peer`. */
  socketOf(peer: string): Socket | undefined {
    return this.#connections.get(peer)?.socket
  }

  /** Resolves when all connections that are admitted now have closed, or after `timeoutMs`. */
  async untilAdmittedLeave(timeoutMs: number): Promise<void> {
    const admitted = [...this.#connections.values()].filter(({ timer, socket }) => !timer && !socket.destroyed)
    const left = Promise.all(admitted.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve))))
    const over = new AbortController()
    await Promise.race([left, delay(timeoutMs, undefined, { signal: over.signal }).catch(() => {})])
    over.abort()
  }

  /** Cuts all connections. */
  destroyAll(): void {
    for (const { socket } of this.#connections.values()) socket.destroy()
  }

  #guard(peer: string, guarded: Guarded): void {
    if (guarded.timer) return
    if (this.#pendingCount >= this.#options.maxPending) this.#evict()
    guarded.timer = setTimeout(() => guarded.socket.destroy(), this.#options.graceMs)
    const peers = this.#pending.get(guarded.network) ?? new Set()
    this.#pending.set(guarded.network, peers.add(peer))
    this.#pendingCount++
  }

  #release(peer: string, guarded: Guarded): void {
    if (!guarded.timer) return
    clearTimeout(guarded.timer)
    guarded.timer = undefined
    const peers = this.#pending.get(guarded.network)
    peers?.delete(peer)
    if (peers?.size === 0) this.#pending.delete(guarded.network)
    this.#pendingCount--
  }

  #evict(): void {
    let busiest = new Set<string>()
    for (const peers of this.#pending.values()) if (peers.size > busiest.size) busiest = peers
    const [oldest = ''] = busiest
    const guarded = this.#connections.get(oldest)
    if (!guarded) return
    this.#release(oldest, guarded)
    guarded.socket.destroy()
  }
}

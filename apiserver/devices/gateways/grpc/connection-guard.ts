import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { probe } from '../../../../proto/transports/grpc/reset-probe.ts'
import { networkOf } from '../../../limits/network-of.ts'

export interface ConnectionGuardOptions {
  /** How long a connection may live without an admitted Connect. */
  readonly graceMs: number
  /** Connections in that state, all together. */
  readonly maxPending: number
}

interface Guarded {
  readonly socket: Socket
  readonly network: string
  timer: NodeJS.Timeout | undefined
}

/**
 * Bounds what those can hold who have not proved who they are. A connection lives while it carries an admitted Connect
 * call; without one it is cut after a grace period, whatever it does meanwhile: half a TLS handshake, a
 * body without an end, silence. When too many wait, the oldest of the network that has most of them goes, so that a
 * flood drowns itself first.
 */
export class ConnectionGuard {
  readonly #options: ConnectionGuardOptions
  /** By remote address and port, as grpc-js names a call's peer. */
  readonly #connections = new Map<string, Guarded>()
  /** The pending ones by network, each oldest first. */
  readonly #pending = new Map<string, Set<string>>()
  #pendingCount = 0

  constructor(options: ConnectionGuardOptions) {
    this.#options = options
  }

  /** Takes a new connection under guard, until it closes. */
  watch(socket: Socket): void {
    const { remoteAddress, remotePort } = socket
    // Gone before it was looked at.
    if (remoteAddress === undefined) return void socket.destroy()
    const peer = `${remoteAddress}:${remotePort}`
    const guarded: Guarded = { socket, network: networkOf(remoteAddress), timer: undefined }
    this.#connections.set(peer, guarded)
    this.#suspect(peer, guarded)
    socket.once('close', () => {
      this.#trust(peer, guarded)
      if (this.#connections.get(peer) === guarded) this.#connections.delete(peer)
    })
  }

  /** `peer` has an admitted Connect call: its connection stays. Returns what takes that back. */
  admit(peer: string): () => void {
    const guarded = this.#connections.get(peer)
    if (!guarded) return () => {}
    this.#trust(peer, guarded)
    return () => {
      if (!guarded.socket.destroyed && this.#connections.get(peer) === guarded) this.#suspect(peer, guarded)
    }
  }

  /** Makes the connection of `peer` notice that it was reset. */
  probe(peer: string): void {
    const guarded = this.#connections.get(peer)
    if (guarded) probe(guarded.socket)
  }

  /** Resolves once the connections that carry an admitted call now were closed, or after `timeoutMs`. */
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

  #suspect(peer: string, guarded: Guarded): void {
    if (guarded.timer) return
    if (this.#pendingCount >= this.#options.maxPending) this.#evict()
    guarded.timer = setTimeout(() => guarded.socket.destroy(), this.#options.graceMs)
    const peers = this.#pending.get(guarded.network) ?? new Set()
    this.#pending.set(guarded.network, peers.add(peer))
    this.#pendingCount++
  }

  #trust(peer: string, guarded: Guarded): void {
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
    this.#trust(oldest, guarded)
    guarded.socket.destroy()
  }
}

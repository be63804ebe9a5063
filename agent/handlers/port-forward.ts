import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { aranya } from '../../proto/gen/agent.js'
import type { Channel } from '../../proto/mux/channel.ts'
import { MuxError } from '../../proto/mux/errors.ts'
import { limitPieces } from '../../proto/mux/limit-pieces.ts'
import { toRefusal } from '../../proto/sessions/session-request.ts'
import type { SessionResult } from '../../proto/sessions/session-request.ts'
import type { Feature } from '../features.ts'
import type { Handler, PreparedSession, SessionRequest } from './handler.ts'
import { connectTcp } from './tcp-connect.ts'

interface PortForwardOptions {
  /** How long the other end of a connection may take to answer. 10 s when absent. */
  readonly connectTimeoutMs?: number
}

const defaultConnectTimeoutMs = 10_000
const maxPort = 65_535

/**
 * Carries TCP connections to ports of this device. One handler for each of the two ways in, which the operator allows
 * apart: ports that a VirtualPod's profile grants, and, without a profile, whatever the device can reach.
 */
export function createPortForwardHandlers(options: PortForwardOptions = {}): readonly Handler[] {
  const { connectTimeoutMs = defaultConnectTimeoutMs } = options
  const features: readonly Feature[] = ['portforward', 'hostportforward']
  return features.map((feature) => ({
    feature,
    prepare: async (request, signal) =>
      request.connect ? prepareConnection(request, { connectTimeoutMs, signal }) : prepareForward(request),
  }))
}

/** The whole of a client's port-forward: its own channel carries nothing, and is open for as long as it goes on. */
function prepareForward({ portForward, profile }: SessionRequest): PreparedSession {
  for (const port of portForward?.ports ?? []) checkPort(port, profile)
  checkHost(portForward?.host, profile)
  return {
    summary: {},
    run: async (channel) => {
      await channel.ended
      return {}
    },
  }
}

async function prepareConnection(
  { connect, profile }: SessionRequest,
  { connectTimeoutMs, signal }: { readonly connectTimeoutMs: number; readonly signal: AbortSignal },
): Promise<PreparedSession> {
  const port = checkPort(connect?.port, profile)
  const host = checkHost(connect?.host, profile)
  const socket = await connectTcp({ port, host }, { timeoutMs: connectTimeoutMs, signal })
  const letGo = dropWithout(socket, signal)
  return {
    summary: { port: String(port), ...(host !== undefined && { host }) },
    startsAtOnce: true,
    run: (channel) => {
      letGo()
      return relayTcp(socket, channel)
    },
  }
}

/** Until the connection has its channel, the client may still give up. */
function dropWithout(socket: Socket, signal: AbortSignal): () => void {
  const drop = (): void => void socket.destroy()
  const ignore = (): void => {}
  socket.on('error', ignore)
  signal.addEventListener('abort', drop, { once: true })
  if (signal.aborted) drop()
  return () => {
    signal.removeEventListener('abort', drop)
    socket.off('error', ignore)
  }
}

type Profile = aranya.agent.v1.Profile.$Properties | null | undefined

/** Throws MuxError `invalid`, or `forbidden` for a port that the profile does not grant. */
function checkPort(port: number | null | undefined, profile: Profile): number {
  if (!port || port > maxPort) throw new MuxError('invalid', `there is no port ${port ?? 0}`)
  const allowed = profile?.allowedPorts?.items ?? []
  if (!profile?.allowedPorts || allowed.includes(port)) return port
  const title = `profile ${profile.container ?? ''} of virtual pod ${profile.virtualPod ?? ''}`
  throw new MuxError('forbidden', `${title} does not allow port ${port} (allowed: ${allowed.join(', ') || 'none'})`)
}

/** A profile is a way into the device, not through it. */
function checkHost(host: string | null | undefined, profile: Profile): string | undefined {
  if (!host) return undefined
  if (profile) throw new MuxError('forbidden', `a virtual pod has ports of its device alone, none of ${host}`)
  return host
}

/** Both directions of a connection: agent.proto, message Data. */
const stream = 0

/**
 * Joins a connection with a channel until both directions have ended, or either side breaks off: whatever the one
 * side sees (bytes, the end of a direction, a reset) the other one sees too, in the same order. The socket is gone
 * when it resolves; a connection that broke off is a failure, which goes after all that was read of it.
 */
async function relayTcp(socket: Socket, channel: Channel): Promise<SessionResult> {
  const toClient = channel.writable(stream)
  const fromClient = channel.readable(stream)
  // What is wrong is told by `finished` below.
  for (const end of [socket, toClient, fromClient]) end.on('error', () => {})
  fromClient.pipe(limitPieces(socket))
  socket.pipe(toClient)
  const end = await firstEnd(socket, channel)
  fromClient.unpipe(socket)
  if (end.by === 'client') return breakOff(socket)
  fromClient.resume()
  // Once the device's direction has ended well, a client that goes on sending is nobody's loss.
  if (end.error === undefined || socket.readableEnded) return finish(toClient)
  await sent(toClient)
  return { failure: toRefusal(new MuxError('unavailable', `the connection broke off: ${toCode(end.error)}`)) }
}

/** `device`: both directions have ended, or there was an error. `client`: it broke off. */
type RelayEnd = { readonly by: 'device'; readonly error?: Error } | { readonly by: 'client' }

function firstEnd(socket: Socket, channel: Channel): Promise<RelayEnd> {
  const ofDevice = finished(socket).then(
    (): RelayEnd => ({ by: 'device' }),
    (error: Error): RelayEnd => ({ by: 'device', error }),
  )
  const ofClient = channel.ended.then(({ kind }) => (kind === 'failed' ? ({ by: 'client' } as const) : ofDevice))
  return Promise.race([ofDevice, ofClient])
}

/** The client broke off. A device that has said all is not to be told of a reset. */
function breakOff(socket: Socket): SessionResult {
  if (socket.readableEnded) socket.destroy()
  else socket.resetAndDestroy()
  return {}
}

async function finish(toClient: Writable): Promise<SessionResult> {
  toClient.end()
  await finished(toClient, { readable: false }).catch(() => {})
  return {}
}

/** Takes the stream away without an end, when all before was sent. */
async function sent(toClient: Writable): Promise<void> {
  await new Promise<void>((resolve) => toClient.write(Buffer.alloc(0), () => resolve()))
  toClient.destroy()
}

function toCode(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.message
}

import type { Socket } from 'node:net'
import type { aranya } from '../../proto/gen/agent.js'
import { MuxError } from '../../proto/mux/errors.ts'
import type { Feature } from '../features.ts'
import type { Handler, PreparedSession, SessionRequest } from './handler.ts'
import { connectTcp } from './tcp-connect.ts'
import { relayTcp } from './tcp-relay.ts'

export interface PortForwardOptions {
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

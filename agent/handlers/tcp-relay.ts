import type { Socket } from 'node:net'
import { finished } from 'node:stream/promises'
import type { Writable } from 'node:stream'
import type { Channel } from '../../proto/mux/channel.ts'
import { toRefusal } from '../../proto/sessions/session-request.ts'
import type { SessionResult } from '../../proto/sessions/session-request.ts'
import { MuxError } from '../../proto/mux/errors.ts'
import { limitPieces } from '../../proto/mux/limit-pieces.ts'

/** Both directions of a connection: agent.proto, message Data. */
const stream = 0

/**
 * Joins a connection with a channel until both directions have ended, or either side breaks off: whatever the one
 * side sees (bytes, the end of a direction, a reset) the other one sees too, in the same order. The socket is gone
 * when it resolves; a connection that broke off is a failure, which goes after all that was read of it.
 */
export async function relayTcp(socket: Socket, channel: Channel): Promise<SessionResult> {
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

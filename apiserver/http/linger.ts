import type { IncomingMessage } from 'node:http'

/** How long a client may go on sending what nobody wants. */
const lingerMs = 2_000

/**
 * Lets the client of a half-sent request hear its answer. Closing a socket on which unread bytes arrive resets the
 * connection, and a reset overtakes the answer. So our side is closed first, and what still comes is thrown away,
 * until the client closes too or its time is over.
 */
export function lingerBeforeClose(request: IncomingMessage): void {
  const { socket } = request
  // Node calls this when an answer with `Connection: close` was handed to the socket.
  socket.destroySoon = () => {
    socket.end()
    request.resume()
    const timer = setTimeout(() => socket.destroy(), lingerMs)
    timer.unref()
    socket.once('close', () => clearTimeout(timer)).once('end', () => socket.destroy())
  }
}

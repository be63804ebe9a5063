import type { Duplex } from 'node:stream'

/**
 * Makes the socket hand over each chunk by itself, so that no TLS record holds parts of two messages; node would join
 * all that waits into one.
 *
 * Python's client waits by select() on the socket below TLS, and reads one message each time
 * (github.com/kubernetes-client/python, stream/ws_client.py): a message that was decrypted along with the one before
 * it is not seen until more arrives, and the last one never. Go's servers write every message by itself.
 */
export function writeChunksApart(socket: Duplex): void {
  Object.defineProperty(socket, '_writev', { value: null })
}

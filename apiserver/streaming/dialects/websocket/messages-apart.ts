import type { Duplex } from 'node:stream'

interface Waiting {
  readonly chunk: Uint8Array
}

/**
 * Makes a socket on which a WebSocketConnection is the only writer hand over each message by itself, so that no TLS record holds parts
 * of two: node would join all that waits into one.
 *
 * Python's client waits by select() on the socket below TLS, and reads one message each time
 * (github.com/kubernetes-client/python, stream/ws_client.py): a message that was decrypted along with the one before
 * it is not seen until more arrives, and the last one never. Go's servers write every message by itself.
 */
export function writeMessagesApart(socket: Duplex): void {
  socket._writev = (chunks: readonly Waiting[], callback): void => {
    // A message is written as two chunks, its header and its payload, and the socket is corked meanwhile.
    const writeFrom = (index: number): void => {
      const message = Buffer.concat(chunks.slice(index, index + 2).map(({ chunk }) => chunk))
      // Later, for a socket that takes what it is given calls back at once, and a great many may wait.
      socket._write(message, 'buffer' as BufferEncoding, (error) => queueMicrotask(() => writeAfter(index + 2, error)))
    }
    const writeAfter = (index: number, error?: Error | null): void => {
      if (error || index >= chunks.length) callback(error)
      else writeFrom(index)
    }
    writeFrom(0)
  }
}

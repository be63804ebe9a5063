import type { Duplex } from 'node:stream'

interface Waiting {
  readonly chunk: Uint8Array
}

/**
 * Makes a socket on which `ws` is the only writer hand over each message by itself, so that no TLS record holds parts
 * of two: node would join all that waits into one.
 *
 * Python's client waits by select() on the socket below TLS, and reads one message each time
 * (github.com/kubernetes-client/python, stream/ws_client.py): a message that was decrypted along with the one before
 * it is not seen until more arrives, and the last one never. Go's servers write every message by itself.
 */
export function writeMessagesApart(socket: Duplex): void {
  const writeOne = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      socket._write(bytes, 'buffer' as BufferEncoding, (error) => (error ? reject(error) : resolve()))
    })
  socket._writev = (chunks: readonly Waiting[], callback): void => {
    void writeMessages(chunks, writeOne).then(callback)
  }
}

/**
 * `ws` writes a message as two chunks, its header and its payload, and corks the socket meanwhile. The first message
 * goes at once. Resolves with what failed, and writes nothing after it.
 */
async function writeMessages(
  chunks: readonly Waiting[],
  writeOne: (bytes: Uint8Array) => Promise<void>,
): Promise<Error | null> {
  try {
    for (let i = 0; i < chunks.length; i += 2) {
      await writeOne(Buffer.concat(chunks.slice(i, i + 2).map(({ chunk }) => chunk)))
    }
    return null
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

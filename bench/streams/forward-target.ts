import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Workspace } from '../harness/workspace.ts'

/** A client says how many bytes it wants, as a 4-byte number; 0 is for having all that follows sent back. */
export const orderBytes = 4
/** What the server says first, so that a client knows the whole way is open. */
export const greeting = Buffer.from('+')

const block = Buffer.alloc(64 * 1024, 'aranya')

/** A TCP server on this machine that greets, then sends or echoes. Goes with the workspace; returns its port. */
export async function startForwardTarget(workspace: Workspace): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    socket.write(greeting)
    socket.once('readable', () => readOrder(socket))
  })
  workspace.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

/** What follows the order may have come with it. */
function readOrder(socket: Socket): void {
  const order = socket.read(orderBytes) as Buffer | null
  if (order !== null) return serve(socket, order.readUInt32BE())
  if (!socket.readableEnded) socket.once('readable', () => readOrder(socket))
}

function serve(socket: Socket, bytes: number): void {
  if (bytes === 0) return void socket.pipe(socket)
  let left = bytes
  const send = (): void => {
    while (left > 0 && !socket.destroyed) {
      const part = block.subarray(0, left)
      left -= part.length
      if (!socket.write(part)) return
    }
    socket.off('drain', send)
  }
  socket.on('drain', send)
  send()
}

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
    socket.once('data', (order: Buffer) => void serve(socket, order.readUInt32BE()))
  })
  workspace.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

async function serve(socket: Socket, bytes: number): Promise<void> {
  if (bytes === 0) return void socket.pipe(socket)
  for (let sent = 0; sent < bytes && !socket.destroyed; sent += block.length)
    if (!socket.write(block.subarray(0, bytes - sent)))
      await Promise.race([once(socket, 'drain'), once(socket, 'close')])
}

import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { median } from '../harness/rounds.ts'
import { countBytes, measureEchoes } from '../mux/work.ts'
import { greeting, orderBytes } from './forward-target.ts'

const echoBytes = 64

/** The median of connections one after the other, milliseconds. */
export async function measureConnects(port: number, count: number): Promise<number> {
  const times: number[] = []
  while (times.length < count) times.push(await measureConnect(port))
  return median(times)
}

/** Milliseconds until the target's greeting is here. */
export async function measureConnect(port: number): Promise<number> {
  const from = performance.now()
  const socket = await open(port)
  const ms = performance.now() - from
  await close(socket)
  return ms
}

export async function measureDownload(port: number, bytes: number): Promise<number> {
  const socket = await open(port)
  const received = countBytes(socket, bytes)
  const from = performance.now()
  order(socket, bytes)
  await received
  const rate = bytes / 1000 / (performance.now() - from)
  await close(socket)
  return rate
}

/** The median of round trips, milliseconds. */
export async function measureRoundTrips(port: number, count: number): Promise<number> {
  const socket = await open(port)
  order(socket, 0)
  const times = await measureEchoes({ readable: socket, writable: socket, count, messageBytes: echoBytes })
  await close(socket)
  return median(times)
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const lost = once(socket, 'close').then(() => {
    throw new Error('a forwarded connection ended before its greeting')
  })
  await Promise.race([countBytes(socket, greeting.length), lost])
  lost.catch(() => {})
  return socket
}

function order(socket: Socket, bytes: number): void {
  const message = Buffer.alloc(orderBytes)
  message.writeUInt32BE(bytes)
  socket.write(message)
}

async function close(socket: Socket): Promise<void> {
  const closed = once(socket, 'close')
  socket.destroy()
  await closed
}

import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { limitPieces } from '../../../proto/mux/limit-pieces.ts'

/** A client whose connection broke without a word is noticed by TCP; there is no ping in an HTTP answer. */
const keepAliveMs = 30_000

/**
 * Answers 200. The head goes at once: a client that follows a log without a line is to know that it does. A complete log
 * ends the answer in order; one that is cut is an error to HTTP clients.
 */
export function createHttpLogClient(response: ServerResponse): LogClient {
  response.socket?.setKeepAlive(true, keepAliveMs)
  response.on('error', () => {})
  response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' })
  response.flushHeaders()
  const isGone = (): boolean => response.socket === null || response.socket.destroyed
  const over = new Promise<void>((resolve) => response.once('finish', resolve).once('close', resolve))
  return {
    output: limitPieces(response),
    isGone,
    finish: async () => {
      if (isGone()) return
      response.end()
      await over
    },
    cut: async () => {
      if (isGone()) return
      // In the middle of the answer, after what was written to it.
      response.socket?.destroySoon()
      await over
    },
    drop: () => {
      if (!response.writableFinished) response.destroy()
    },
  }
}

/** Who reads a log, whichever way. It has been answered 200 or 101. */
export interface LogClient {
  /** Takes what the client keeps up with, and little more. */
  readonly output: Writable
  /** Whether the connection is gone, rather than about to be ended by us. */
  isGone(): boolean
  /** The log is complete: resolves when the client has it, or is gone. Never rejects. */
  finish(): Promise<void>
  /** The log is not complete, which the client can see. Resolves when the connection is gone. */
  cut(reason: string): Promise<void>
  /** Drops the connection, unless it is finished. */
  drop(): void
}

import type { ServerResponse } from 'node:http'
import { limitPieces } from '../../../proto/mux/limit-pieces.ts'
import type { LogClient } from './log-client.ts'

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

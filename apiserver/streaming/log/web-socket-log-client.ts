import type { IncomingMessage } from 'node:http'
import type { StreamClock, StreamLimits } from '../session/limits.ts'
import type { Upgrade } from '../session/connector.ts'
import { toExitStatus } from '../session/exit-status.ts'
import { checkWebSocketHandshake, unknownSubprotocols, upgradeToWebSocket } from '../dialects/websocket/handshake.ts'
import { writeMessagesApart } from '../dialects/websocket/messages-apart.ts'
import { chooseLogProtocol, logProtocolNames } from '../dialects/websocket/protocols.ts'
import { closeCode } from '../dialects/websocket/frame-reader.ts'
import { WebSocketStreamSet } from '../dialects/websocket/web-socket-stream-set.ts'
import type { LogClient } from './http-log-client.ts'

export interface WebSocketLogOptions {
  readonly raw: IncomingMessage
  readonly upgrade: Upgrade
  readonly limits: StreamLimits
  readonly clock: StreamClock
}

/** A subprotocol agreed on; `accept` answers 101. */
export interface WebSocketLogOffer {
  readonly dialect: string
  accept(head: Buffer): Promise<LogClient>
}

/**
 * A log as messages of a WebSocket, for clients in browsers. A complete log is closed as normal (1000), one that is cut
 * as an error (1011) with the reason. Throws ApiError 400.
 */
export function offerWebSocketLog(options: WebSocketLogOptions): WebSocketLogOffer {
  const protocol = chooseLogProtocol(checkWebSocketHandshake(options.raw))
  if (!protocol) throw unknownSubprotocols(logProtocolNames)
  return {
    dialect: `websocket/${protocol.name || 'raw'}`,
    accept: async (head) => {
      const { socket } = options.upgrade
      const webSocket = upgradeToWebSocket({ ...options, protocol: protocol.name, head })
      writeMessagesApart(socket)
      const streams = { stdin: false, stdout: true, stderr: false, tty: false }
      const set = new WebSocketStreamSet({ ...options, protocol, webSocket, streams })
      if (!set.stdout) throw new TypeError('a log without an output')
      // What waits for a client that leaves cannot be sent any more.
      set.stdout.on('error', () => {})
      const gone = new Promise<void>((resolve) => void webSocket.once('close', () => resolve()))
      return {
        output: set.stdout,
        isGone: () => socket.destroyed,
        finish: () => set.finish(toExitStatus({ exitCode: 0 })),
        cut: async (reason) => {
          webSocket.close(closeCode.internalError, reason)
          await gone
        },
        drop: () => webSocket.terminate(),
      }
    },
  }
}

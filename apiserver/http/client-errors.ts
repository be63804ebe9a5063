import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { Connections } from './exchange.ts'

/** What node's parser and timers refuse before there is a request. RFC 9110, 15.5; RFC 6585, 5. */
const answers: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'the head of the request is too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'the request did not arrive in time'],
}
const badRequest = [400, 'Bad Request', 'the request is not valid HTTP/1.1'] as const

/**
 * Answers a connection that does not speak HTTP, and ends it. Failed TLS handshakes come here too: nothing can be
 * said to them.
 */
export function createClientErrorHandler(connections: Connections, log: Logger) {
  return (error: Error & { code?: string }, socket: Duplex): void => {
    const code = error.code ?? ''
    log.debug({ code, err: error }, 'connection refused')
    const isHttp = code.startsWith('HPE_') || code === 'ERR_HTTP_REQUEST_TIMEOUT'
    if (!isHttp || !socket.writable || ![...connections.answers.of(socket)].every(isQuiet)) {
      socket.destroy()
      return
    }
    socket.end(toAnswer(answers[code] ?? badRequest), () => socket.destroy())
  }
}

/** Nothing of an answer may be on its way, or this one would end up in its middle. */
function isQuiet(answer: ServerResponse): boolean {
  return answer.writableFinished || !answer.headersSent
}

function toAnswer([code, phrase, message]: readonly [number, string, string]): string {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code }
  const body = JSON.stringify(status)
  const head = [
    `HTTP/1.1 ${code} ${phrase}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

import type { IncomingMessage } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { ApiError, toStatus } from '../../api/meta/errors.ts'
import type { StatusReason } from '../../api/meta/errors.ts'
import type { Attributes } from '../../auth/types.ts'
import type { RequestAudit } from '../audit/request-audit.ts'

/** Answers whatever went wrong, anywhere in the chain, with a Status. */
export function addErrorHandlers(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error: FastifyError | ApiError, request, reply) => sendError(error, request, reply, log))
  app.setNotFoundHandler((request, reply) => sendError(notFound(request), request, reply, log))
}

/** What Kubernetes says of a path that it does not know; of a subresource also which, for kubectl shows nothing else. */
export function notFound({ exchange }: FastifyRequest): ApiError {
  const attributes: Attributes | undefined = exchange?.attributes
  const message = 'the server could not find the requested resource'
  if (attributes?.kind !== 'resource' || attributes.subresource === undefined) {
    return new ApiError('NotFound', message, {})
  }
  const { resource, subresource } = attributes
  return new ApiError('NotFound', `${message}: ${resource}/${subresource} is not served here`, {})
}

/** Sends `error` as a Status, or cuts the connection where an answer has already begun. */
export function sendError(error: Error, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  const told = toApiError(error)
  const audit: RequestAudit | undefined = request.exchange?.audit
  audit?.failed(toStatus(told), { isOurFault: told.reason === 'InternalError' && error !== told })
  const gone = reply.raw.destroyed || request.raw.socket.destroyed
  if ((told.code >= 500 && !gone) || reply.raw.headersSent) logFailure(told, error, request, log)
  if (gone || reply.raw.headersSent) {
    reply.raw.destroy()
    return reply.hijack()
  }
  // A body that nobody will read: without this, node would read it to its end, however long.
  if (!request.raw.complete) {
    reply.header('connection', 'close')
    lingerBeforeClose(request.raw)
  }
  const seconds = told.details?.retryAfterSeconds
  if (seconds !== undefined) reply.header('retry-after', seconds)
  return reply
    .code(told.code)
    .header('content-type', 'application/json')
    .send(Buffer.from(JSON.stringify(toStatus(told))))
}

/** fastify's own refusals, by its codes. What is not here and no ApiError is our fault. */
const fastifyReasons: Readonly<Record<string, readonly [StatusReason, string]>> = {
  FST_ERR_BAD_URL: ['BadRequest', 'the path of the request is not valid percent-encoding'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['UnsupportedMediaType', 'the Content-Type of the request is not valid'],
  // The client left in the middle of its body.
  ECONNRESET: ['BadRequest', 'the request ended before its body did'],
  FST_ERR_MAX_PARAM_LENGTH: ['NotFound', 'the server could not find the requested resource'],
}

/** The error that the client is told. An unknown one becomes a 500 that gives away nothing but that. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = fastifyReasons[code]
  if (known !== undefined) return new ApiError(known[0], known[1], {}, { cause: error })
  return new ApiError('InternalError', 'an internal error occurred, see the log of the server', {}, { cause: error })
}

function logFailure(told: ApiError, error: Error, { exchange, raw }: FastifyRequest, log: Logger): void {
  const auditId: string | undefined = exchange?.auditId
  log.error({ auditId, method: raw.method, path: exchange?.path, code: told.code, err: error }, 'request failed')
}

/** How long a client may go on sending what nobody wants. */
const lingerMs = 2_000

/**
 * Lets the client of a half-sent request hear its answer. Closing a socket on which unread bytes arrive resets the
 * connection, and a reset overtakes the answer. So our side is closed first, and what still comes is thrown away,
 * until the client closes too or its time is over.
 */
function lingerBeforeClose(request: IncomingMessage): void {
  const { socket } = request
  // Node calls this when an answer with `Connection: close` was handed to the socket.
  socket.destroySoon = () => {
    socket.end()
    request.resume()
    const timer = setTimeout(() => socket.destroy(), lingerMs)
    timer.unref()
    socket.once('close', () => clearTimeout(timer)).once('end', () => socket.destroy())
  }
}

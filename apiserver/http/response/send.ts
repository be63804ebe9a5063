import { pipeline, Readable } from 'node:stream'
import { constants, createGzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { truncatedAnnotation } from '../../audit/line.ts'

/** Smaller bodies are not worth the time: k8s.io/apiserver/pkg/endpoints/handlers/responsewriters. */
const minGzipBytes = 128 * 1024
/** What goes to the socket at once; a body of several is sent as fast as its client reads. */
const slabBytes = 64 * 1024
/** `--audit-log-truncate-max-event-size` may allow less. */
const maxAuditedBytes = 1024 * 1024

interface Answer {
  readonly code?: number
  /** `application/json` unless given. */
  readonly contentType?: string
  readonly chunks: readonly Uint8Array[]
  /** How long a client may read nothing before it is cut off. */
  readonly stalledClientMs: number
}

/** Sends bytes: at once where they are few, else in slabs, compressed for who accepts that. */
export function sendBytes(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { chunks, stalledClientMs } = answer
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  reply.code(answer.code ?? 200).header('content-type', answer.contentType ?? 'application/json')
  addWarnings(request, reply)
  if (request.exchange.audit.wantsResponseObject) auditJson(request, answer, length)
  if (length <= slabBytes) return reply.send(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length))
  // Counts while the socket makes no progress; node goes back to its own timeout after the answer.
  reply.raw.setTimeout(stalledClientMs, () => reply.raw.destroy())
  const slabs = Readable.from(toSlabs(chunks), { objectMode: false })
  if (length <= minGzipBytes) return reply.header('content-length', length).send(slabs)
  reply.header('vary', 'Accept-Encoding')
  if (!acceptsGzip(request)) return reply.header('content-length', length).send(slabs)
  const gzip = createGzip({ level: constants.Z_BEST_SPEED })
  // An error destroys both streams, and fastify's pipe sees that.
  pipeline(slabs, gzip, () => {})
  return reply.header('content-encoding', 'gzip').send(gzip)
}

/** Sends a JSON value of modest size. */
export function sendJson(request: FastifyRequest, reply: FastifyReply, value: object, code = 200): FastifyReply {
  addWarnings(request, reply)
  request.exchange.audit.responseObject(value)
  return reply
    .code(code)
    .header('content-type', 'application/json')
    .send(Buffer.from(JSON.stringify(value)))
}

/** Copies what the filters set on fastify's reply, for handlers that write to node's response themselves. */
export function copyHeaders(reply: FastifyReply): void {
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value)
  }
}

/** An answer that is larger than any event may be is not parsed for it. */
function auditJson({ exchange }: FastifyRequest, { contentType, chunks }: Answer, length: number): void {
  if (contentType !== undefined && contentType !== 'application/json') return
  if (length > maxAuditedBytes) exchange.audit.annotate({ [truncatedAnnotation]: 'true' })
  else exchange.audit.responseObject(JSON.parse(Buffer.concat(chunks, length).toString()) as object)
}

function addWarnings({ exchange }: FastifyRequest, reply: FastifyReply): void {
  if (exchange.warnings.length > 0) reply.header('warning', toWarningHeader(exchange.warnings))
}

function* toSlabs(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  let slab = Buffer.allocUnsafe(slabBytes)
  let length = 0
  for (const chunk of chunks) {
    if (length + chunk.length > slab.length) {
      if (length > 0) yield slab.subarray(0, length)
      slab = Buffer.allocUnsafe(Math.max(slabBytes, chunk.length))
      length = 0
    }
    // Every other chunk of a list is a comma, for which a call costs more than the byte.
    if (chunk.length === 1) slab[length] = chunk[0] ?? 0
    else slab.set(chunk, length)
    length += chunk.length
  }
  if (length > 0) yield slab.subarray(0, length)
}

function acceptsGzip({ headers }: FastifyRequest): boolean {
  const accepted = headers['accept-encoding']
  return typeof accepted === 'string' && /(?:^|[\s,])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted)
}

/** Longest text that is sent; the rest is cut off. Kubernetes: k8s.io/apiserver/pkg/warning. */
const maxTextLength = 256
/** All texts together, so that the answer's head stays within what clients accept. */
const maxHeaderLength = 4096

/**
 * Values for `Warning` headers, RFC 7234 5.5: code 299, no agent, the text quoted. Text that HTTP cannot carry in
 * a header is sent as UTF-8, line breaks as spaces. Texts that are there twice are sent once.
 */
export function toWarningHeader(texts: readonly string[]): string[] {
  const values: string[] = []
  let length = 0
  for (const text of new Set(texts)) {
    const value = toValue(text)
    length += value.length
    if (length > maxHeaderLength) break
    values.push(value)
  }
  return values
}

function toValue(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what a header may not have
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, ' ')
  const cut = Array.from(line).slice(0, maxTextLength).join('')
  const quoted = cut.replace(/["\\]/g, '\\$&')
  // node writes headers byte by byte (latin1): this makes the bytes UTF-8.
  return `299 - "${Buffer.from(quoted, 'utf8').toString('latin1')}"`
}

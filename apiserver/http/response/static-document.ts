import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendBytes } from './send.ts'

/** An answer that is the same as long as the process lives. */
export interface StaticDocument {
  readonly bytes: Uint8Array
  readonly contentType: string
  /** With its quotes. */
  readonly etag: string
}

/** Makes bytes a document; its ETag is their hash. */
export function toDocument(bytes: Uint8Array, contentType = 'application/json'): StaticDocument {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32).toUpperCase()
  return { bytes, contentType, etag: `"${hash}"` }
}

export function toJsonDocument(value: unknown, contentType?: string): StaticDocument {
  return toDocument(Buffer.from(JSON.stringify(value)), contentType)
}

/** The ETag without quotes, as Kubernetes puts it into `?hash=`. */
export function hashOf({ etag }: StaticDocument): string {
  return etag.slice(1, -1)
}

export interface DocumentRequest {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly stalledClientMs: number
}

/** Sends a document with its ETag, or 304 to who has it. */
export function sendDocument(
  { request, reply, stalledClientMs }: DocumentRequest,
  document: StaticDocument,
): FastifyReply {
  reply.header('etag', document.etag)
  if (hasIt(request.headers['if-none-match'], document.etag)) return reply.code(304).send()
  return sendBytes(request, reply, { chunks: [document.bytes], contentType: document.contentType, stalledClientMs })
}

/** Weak comparison, RFC 9110 13.1.2. */
function hasIt(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => {
    const tag = one.trim().replace(/^W\//, '')
    return tag === '*' || tag === etag
  })
}

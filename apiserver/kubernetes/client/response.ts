import type { IncomingMessage } from 'node:http'
import { ClusterError } from './errors.ts'

/** A Status with its causes. */
const maxStatusBytes = 65_536
const maxMessageChars = 512

/** All of an answer. Throws ClusterError `malformed` where it is larger than `maxBytes`, and cuts the connection. */
export async function readBody(
  response: IncomingMessage,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  // Leaving the loop early destroys the stream.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    signal.throwIfAborted()
    bytes += chunk.length
    if (bytes > maxBytes) throw new ClusterError('malformed', `the answer of kube-apiserver exceeds ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  if (!response.complete) throw new ClusterError('unreachable', 'kube-apiserver ended its answer in the middle')
  return Buffer.concat(chunks)
}

/** The error that a refusal is: its code, and what its Status says. */
export async function toStatusError(response: IncomingMessage, signal: AbortSignal): Promise<ClusterError> {
  const { statusCode = 0, headers } = response
  const message = messageOf(await readBody(response, { maxBytes: maxStatusBytes, signal }))
  const seconds = Number(headers['retry-after'])
  return new ClusterError(statusCode, `kube-apiserver answered ${statusCode}${message && `: ${message}`}`, {
    ...(seconds > 0 && { retryAfterMs: seconds * 1000 }),
  })
}

function messageOf(body: Buffer): string {
  try {
    const { message } = JSON.parse(body.toString()) as { readonly message?: unknown }
    return typeof message === 'string' ? message.slice(0, maxMessageChars) : ''
  } catch {
    return ''
  }
}

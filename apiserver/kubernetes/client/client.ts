import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Agent as HttpAgent, IncomingMessage } from 'node:http'
import { Agent, request as sendRequest } from 'node:https'
import type { ClusterAccess, ClusterTls, Credentials } from './access.ts'

export interface ClusterRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** With its query. */
  readonly path: string
  readonly body?: object
  /** Default JSON. */
  readonly contentType?: string
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
  /** From the call to the last byte. Default 10 s. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 10_000
/** A page of a list is the largest answer; what is beyond is `malformed`. */
const maxAnswerBytes = 16 * 1_048_576

/**
 * Asks kube-apiserver, each time with a deadline and a bounded answer. Rejects with ClusterError, or with the reason of the
 * caller's signal. Owns its connections.
 */
export class ClusterClient {
  readonly #access: ClusterAccess
  readonly #agents = new Agents()
  readonly #userAgent: string

  constructor(options: { readonly access: ClusterAccess; readonly userAgent: string }) {
    this.#access = options.access
    this.#userAgent = options.userAgent
  }

  get(path: string, signal?: AbortSignal): Promise<unknown> {
    return this.request({ method: 'GET', path, signal })
  }

  create(path: string, body: object, signal?: AbortSignal): Promise<unknown> {
    return this.request({ method: 'POST', path, body, signal })
  }

  mergePatch(path: string, patch: object, signal?: AbortSignal): Promise<unknown> {
    return this.request({ method: 'PATCH', path, body: patch, contentType: 'application/merge-patch+json', signal })
  }

  /** The parsed answer. */
  async request(request: ClusterRequest): Promise<unknown> {
    const deadline = AbortSignal.timeout(request.timeoutMs ?? defaultTimeoutMs)
    const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal])
    try {
      const response = await this.#send(request, signal)
      return parse(await readBody(response, { maxBytes: maxAnswerBytes, signal }))
    } catch (error) {
      throw translate(error, { deadline, asked: request.signal })
    }
  }

  /** The answer as it comes; the caller reads it, and `signal` ends it. */
  async open(request: ClusterRequest & { readonly signal: AbortSignal }): Promise<IncomingMessage> {
    const started = new AbortController()
    const timer = setTimeout(() => started.abort(), request.timeoutMs ?? defaultTimeoutMs)
    try {
      return await this.#send(request, AbortSignal.any([started.signal, request.signal]))
    } catch (error) {
      throw translate(error, { deadline: started.signal, asked: request.signal })
    } finally {
      clearTimeout(timer)
    }
  }

  close(): void {
    this.#agents.close()
  }

  /** The head of the answer; what is no success is thrown as ClusterError. */
  async #send(request: ClusterRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const credentials = await unlessAborted(this.#access.credentials(), signal)
    const { method, path, contentType = 'application/json', accept = 'application/json' } = request
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body))
    const { server } = this.#access
    const sent = sendRequest(new URL(server.pathname.replace(/\/$/, '') + path, server), {
      method,
      agent: this.#agents.agentFor(credentials),
      signal,
      headers: {
        ...credentials.headers,
        'user-agent': this.#userAgent,
        accept,
        ...(body && { 'content-type': contentType, 'content-length': body.length }),
      },
    })
    const answered = once(sent, 'response', { signal })
    // What comes after the answer ends in its stream.
    sent.on('error', () => {})
    sent.end(body)
    const [response] = (await answered) as [IncomingMessage]
    if (response.statusCode === 401) this.#access.forget()
    if (isSuccess(response)) return response
    throw await toStatusError(response, signal)
  }
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300
}

/** A plugin that hangs must not hold its caller. */
async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  const stop = new AbortController()
  const aborted = once(signal, 'abort', { signal: stop.signal }).then(() => Promise.reject(signal.reason as Error))
  try {
    return await Promise.race([promise, aborted])
  } finally {
    aborted.catch(() => undefined)
    stop.abort()
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown
  } catch (cause) {
    throw new ClusterError('malformed', 'the answer of kube-apiserver is not JSON', { cause })
  }
}

interface Signals {
  readonly deadline: AbortSignal
  readonly asked: AbortSignal | undefined
}

function translate(error: unknown, { deadline, asked }: Signals): unknown {
  if (error instanceof ClusterError) return error
  if (asked?.aborted) return asked.reason
  if (deadline.aborted) return new ClusterError('timeout', 'kube-apiserver did not answer in time', { cause: error })
  const why = error instanceof Error ? error.message : String(error)
  return new ClusterError('unreachable', `kube-apiserver cannot be reached: ${why}`, { cause: error })
}

/** Connections to kube-apiserver at a time; what comes beyond waits within its deadline. */
const maxSockets = 64
/** How soon a peer that is gone without a word is noticed. */
const keepAliveMs = 15_000

/** One pool of connections for as long as the credentials of TLS are the same: a renewed certificate needs new ones. */
class Agents {
  #current: { readonly id: string; readonly agent: Agent } | undefined

  /** Throws where the PEM is not usable. */
  agentFor({ tls, agent }: Credentials): HttpAgent {
    if (agent !== undefined) return agent
    const id = idOf(tls)
    if (this.#current?.id !== id) {
      this.close()
      this.#current = { id, agent: new Agent({ ...tls, keepAlive: true, keepAliveMsecs: keepAliveMs, maxSockets }) }
    }
    return this.#current.agent
  }

  /** Cuts what is under way. */
  close(): void {
    this.#current?.agent.destroy()
    this.#current = undefined
  }
}

function idOf(tls: ClusterTls): string {
  return createHash('sha256').update(JSON.stringify(tls)).digest('base64')
}

/** A Status with its causes. */
const maxStatusBytes = 65_536
const maxMessageChars = 512

/** All of an answer. Throws ClusterError `malformed` where it is larger than `maxBytes`, and cuts the connection. */
async function readBody(
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
async function toStatusError(response: IncomingMessage, signal: AbortSignal): Promise<ClusterError> {
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

/** Without an answer: `unreachable`, `timeout`; with one that is of no use: `malformed`. */
type ClusterFailure = 'unreachable' | 'timeout' | 'malformed'

/** Why kube-apiserver did not do what it was asked. `code` is its HTTP status, where it answered with one. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError'
  readonly code: number | ClusterFailure
  /** What it said to wait before another try. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: number | ClusterFailure,
    message: string,
    options?: ErrorOptions & { readonly retryAfterMs?: number },
  ) {
    super(message, options)
    this.code = code
    this.retryAfterMs = options?.retryAfterMs
  }
}

import type { IncomingMessage } from 'node:http'
import type { ClusterRequest } from '../client/client.ts'
import { ClusterError } from '../client/client.ts'
import { Backoff } from './backoff.ts'

/** What an informer needs of the cluster; `ClusterClient` satisfies it. */
export interface WatchClient {
  request(request: ClusterRequest): Promise<unknown>
  open(request: ClusterRequest & { readonly signal: AbortSignal }): Promise<IncomingMessage>
}

export interface InformerLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** What every object has here. */
export interface WatchedObject {
  readonly metadata: { readonly name: string; readonly resourceVersion: string; readonly deletionTimestamp?: string }
}

interface InformerOptions<Kept> {
  readonly client: WatchClient
  /** What is followed, for the log: `namespaces`. */
  readonly title: string
  /** Of the collection, without a query. */
  readonly path: string
  readonly fieldSelector?: string
  /** Only `metadata` of the objects is asked for. */
  readonly metadataOnly?: boolean
  /** What to keep of an object. */
  readonly keep: (object: WatchedObject) => Kept
  /** Called without a name when all that is there is known, and with one after each change. */
  readonly onChange?: (name?: string) => void
  readonly log: InformerLog
  readonly timing?: Partial<InformerTiming>
}

export interface InformerTiming {
  readonly firstRetryMs: number
  readonly maxRetryMs: number
  /** How long kube-apiserver is to keep a watch open. */
  readonly watchMs: number
}

const defaultTiming: InformerTiming = { firstRetryMs: 500, maxRetryMs: 15_000, watchMs: 300_000 }
/** After what kube-apiserver was told, a watch that is still open is dead. */
const watchGraceMs = 15_000
const pageSize = 500
const maxEventBytes = 4 * 1_048_576

interface WatchLine {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: WatchedObject & { readonly code?: number; readonly message?: string }
}

interface Page {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string }
  readonly items: readonly WatchedObject[]
}

/**
 * Follows a collection of the cluster by list and watch, and keeps by name what is there. Goes on without end: after an error
 * it lists again, at growing intervals; what it knew stays until then. Works until `close()`.
 */
export class Informer<Kept> {
  readonly #options: InformerOptions<Kept>
  readonly #timing: InformerTiming
  readonly #backoff: Backoff
  readonly #stop = new AbortController()
  readonly #running: Promise<void>
  #known: Map<string, Kept> | undefined
  #problem = ''

  constructor(options: InformerOptions<Kept>) {
    this.#options = options
    this.#timing = { ...defaultTiming, ...options.timing }
    this.#backoff = new Backoff({ firstMs: this.#timing.firstRetryMs, maxMs: this.#timing.maxRetryMs })
    this.#running = this.#run(this.#stop.signal)
  }

  /** Whether it has ever seen all that is there. */
  get isSynced(): boolean {
    return this.#known !== undefined
  }

  /** Why it could not look last time; empty while it can. */
  get problem(): string {
    return this.#problem
  }

  get names(): readonly string[] {
    return [...(this.#known?.keys() ?? [])]
  }

  find(name: string): Kept | undefined {
    return this.#known?.get(name)
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#stop.abort()
    return this.#running
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#follow(await this.#list(signal), signal)
      } catch (err) {
        if (signal.aborted) return
        this.#fail(err)
      }
      // Also after a 410, which is no failure: a cluster that answers nothing else must not be asked in a loop.
      await this.#backoff.pause(signal)
    }
  }

  #fail(err: unknown): void {
    if (err instanceof ClusterError && err.code === 410) return
    const problem = err instanceof Error ? err.message : String(err)
    const { log, title } = this.#options
    if (problem !== this.#problem) log.warn({ err, title }, 'cannot follow the cluster; trying again')
    this.#problem = problem
  }

  #succeed(): void {
    if (this.#problem !== '') this.#options.log.info({ title: this.#options.title }, 'following the cluster again')
    this.#problem = ''
  }

  /** Resolves with the resource version to watch from. */
  async #list(signal: AbortSignal): Promise<string> {
    const found = new Map<string, Kept>()
    let continueToken: string | undefined
    for (;;) {
      const page = toPage(await this.#request(signal, { limit: String(pageSize), continue: continueToken }))
      for (const item of page.items) found.set(item.metadata.name, this.#options.keep(item))
      continueToken = page.metadata.continue
      if (!continueToken) {
        this.#known = found
        this.#succeed()
        this.#options.onChange?.()
        return page.metadata.resourceVersion
      }
    }
  }

  /** Watches after watches, each from where the last ended. Rejects when one fails. */
  async #follow(resourceVersion: string, signal: AbortSignal): Promise<void> {
    let from = resourceVersion
    while (!signal.aborted) {
      const startedMs = performance.now()
      from = await this.#watch(from, signal)
      // One that ends at once, time after time, is as bad as one that fails.
      if (performance.now() - startedMs < this.#timing.firstRetryMs) await this.#backoff.pause(signal)
      else this.#backoff.reset()
    }
  }

  async #watch(resourceVersion: string, signal: AbortSignal): Promise<string> {
    const { watchMs } = this.#timing
    const seconds = Math.max(1, Math.round(watchMs / 1000))
    const ended = AbortSignal.any([signal, AbortSignal.timeout(watchMs + watchGraceMs)])
    const query = { watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: String(seconds), resourceVersion }
    const response = await this.#options.client.open({ ...this.#toRequest(query), signal: ended })
    let from = resourceVersion
    for await (const line of readLines(response as AsyncIterable<Buffer>, maxEventBytes)) {
      from = this.#apply(toEvent(line))
    }
    return from
  }

  #apply({ type, object }: WatchLine): string {
    if (type === 'ERROR') throw new ClusterError(object.code ?? 'malformed', object.message ?? 'a watch failed')
    const { name, resourceVersion } = object.metadata
    if (type === 'BOOKMARK') return resourceVersion
    if (type === 'DELETED') this.#known?.delete(name)
    else this.#known?.set(name, this.#options.keep(object))
    this.#options.onChange?.(name)
    return resourceVersion
  }

  #request(signal: AbortSignal, query: Query): Promise<unknown> {
    return this.#options.client.request({ ...this.#toRequest(query), signal })
  }

  #toRequest(query: Query): ClusterRequest {
    const { path, fieldSelector, metadataOnly } = this.#options
    const given = Object.entries({ ...query, fieldSelector }).filter(([, value]) => value !== undefined)
    const as = query['watch'] ? 'PartialObjectMetadata' : 'PartialObjectMetadataList'
    return {
      method: 'GET',
      path: `${path}?${new URLSearchParams(given as [string, string][]).toString()}`,
      ...(metadataOnly && { accept: `application/json;as=${as};g=meta.k8s.io;v=v1` }),
    }
  }
}

type Query = Readonly<Record<string, string | undefined>>

function toPage(answer: unknown): Page {
  const page = answer as Partial<Page> | null
  if (typeof page?.metadata?.resourceVersion === 'string' && Array.isArray(page.items)) return page as Page
  throw new ClusterError('malformed', 'the answer of kube-apiserver is not a list')
}

function toEvent(line: string): WatchLine {
  try {
    const event = JSON.parse(line) as Partial<WatchLine>
    if (typeof event.type === 'string' && typeof event.object === 'object') return event as WatchLine
  } catch (cause) {
    throw new ClusterError('malformed', 'an event of a watch is not JSON', { cause })
  }
  throw new ClusterError('malformed', 'a watch event has no type or no object')
}

/** Yields each line that is not empty. Throws ClusterError `malformed` where one is longer than `maxBytes`. */
export async function* readLines(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<string> {
  let held: Buffer[] = []
  let heldBytes = 0
  for await (const chunk of source) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...held, chunk.subarray(start, end)]).toString()
      held = []
      heldBytes = 0
      start = end + 1
      if (line !== '') yield line
    }
    held.push(chunk.subarray(start))
    heldBytes += chunk.length - start
    if (heldBytes > maxBytes) throw new ClusterError('malformed', `an event of a watch exceeds ${maxBytes} bytes`)
  }
}

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { randomInt } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { toStatus } from '../../api/meta/errors.ts'
import type { WatchEvent, Watcher } from '../../registry/rest-storage.ts'
import { toApiError } from '../response/errors.ts'
import { parseWatchQuery } from '../request/list-options.ts'
import { parseInteger } from '../request/query.ts'
import { toLine } from '../response/representation.ts'
import type { View } from '../response/representation.ts'
import { copyHeaders } from '../response/send.ts'
import { scopeOf, viewOfWatch } from './resource.ts'
import type { Resource } from './resource.ts'

/** Kubernetes ends a watch that names no time after 30 to 60 minutes, spread so that not all come back at once. */
const defaultMinutes = { min: 30, max: 60 }
/** What a timer can hold is just below 25 days. */
const maxTimeoutMs = 24 * 60 * 60 * 1000

/** One client that watches. */
interface Watching {
  readonly resource: Resource
  readonly response: ServerResponse
  readonly view: View
  readonly signal: AbortSignal
}

/** GET of a collection with `watch`: one JSON event per line, until the client leaves or the time is over. */
export function watchHandler(resource: Resource, watch: Watcher['watch']) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { query } = request.exchange
    const view = viewOfWatch(resource, request)
    const watchQuery = parseWatchQuery(query, scopeOf(resource, request))
    const timeoutMs = parseTimeoutMs(query)
    const controller = resource.longRunning.begin()
    const response = reply.raw
    response.once('close', () => controller.abort())
    try {
      const events = await watch(watchQuery, controller.signal)
      writeHead(reply)
      request.exchange.audit.responseStarted(reply.raw.statusCode)
      const timer = setTimeout(() => controller.abort(), timeoutMs)
      await run(events, { resource, response, view, signal: controller.signal }).finally(() => clearTimeout(timer))
    } finally {
      resource.longRunning.end(controller)
    }
    return reply
  }
}

function parseTimeoutMs(query: URLSearchParams): number {
  const seconds = parseInteger(query, 'timeoutSeconds') ?? 0
  if (seconds > 0) return Math.min(seconds * 1000, maxTimeoutMs)
  return randomInt(defaultMinutes.min * 60_000, defaultMinutes.max * 60_000)
}

/** Sent at once, so that the client knows that it is watching before anything happens. */
function writeHead(reply: FastifyReply): void {
  reply.hijack()
  copyHeaders(reply)
  reply.raw.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
}

async function run(events: AsyncIterable<WatchEvent>, watching: Watching): Promise<void> {
  const end = watching.resource.metrics.track('watch')
  try {
    await writeEvents(events, watching)
  } catch (error) {
    // The status of the answer is sent long ago: an event tells of the error.
    const told = toApiError(error)
    if (told.code >= 500) watching.resource.log.error({ err: error }, 'watch failed')
    if (!watching.signal.aborted) watching.response.write(toLine('ERROR', JSON.stringify(toStatus(told))))
  } finally {
    end()
    watching.response.end()
  }
}

async function writeEvents(events: AsyncIterable<WatchEvent>, watching: Watching): Promise<void> {
  const { resource, response, view } = watching
  let first = true
  for await (const event of events) {
    if (response.destroyed) return
    const taken = response.write(resource.presenter.toEvent(event, view, { first }))
    first = false
    if (!taken) await drained(watching)
  }
}

/**
 * While the client does not read, events wait in the registry's queue, which is bounded and ends the watch when
 * it is full; a client that reads nothing at all is cut off here.
 */
async function drained({ resource, response, signal }: Watching): Promise<void> {
  const timer = setTimeout(() => response.destroy(), resource.stalledClientMs)
  try {
    await once(response, 'drain', { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    clearTimeout(timer)
  }
}

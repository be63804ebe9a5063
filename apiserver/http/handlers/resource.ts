import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { ApiError } from '../../api/meta/errors.ts'
import type { Status } from '../../api/meta/errors.ts'
import type { StoredObject } from '../../api/meta/object.ts'
import type { ResourceInfo } from '../../api/meta/resource-info.ts'
import type { ObjectKey, RestStorage } from '../../registry/rest-storage.ts'
import { nameOf, namespaceOf } from '../exchange.ts'
import type { LongRunning } from '../exchange.ts'
import type { Scope } from '../request/list-options.ts'
import type { RequestMetrics } from '../metrics.ts'
import type { Negotiator } from '../response/negotiation.ts'
import type { IncludeObject, Presenter, View } from '../response/representation.ts'
import { sendBytes, sendJson } from '../response/send.ts'

/** What the handlers of one resource share. */
export interface Resource {
  readonly storage: RestStorage
  readonly presenter: Presenter
  readonly negotiator: Negotiator
  readonly longRunning: LongRunning
  readonly metrics: RequestMetrics
  readonly stalledClientMs: number
  readonly log: Logger
}

/** One answer: to whom it goes, and in which form. */
export interface Answering {
  readonly resource: Resource
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly view: View
}

/**
 * Where the objects of a request are: in its namespace; where their kind has none, in the one whose virtual cluster is asked.
 * The namespaces' own paths look like namespaced ones, but are not.
 */
export function placeOf(request: FastifyRequest, { namespaced }: ResourceInfo): { readonly namespace?: string } {
  const namespace = namespaced ? namespaceOf(request) : request.exchange.cluster
  return namespace === undefined ? {} : { namespace }
}

/** The key of the one object that a request names. */
export function keyOf(request: FastifyRequest, info: ResourceInfo): ObjectKey {
  return { ...placeOf(request, info), name: nameOf(request) }
}

/** What a request to a collection is about. */
export function scopeOf({ storage }: Resource, request: FastifyRequest): Scope {
  return { namespace: namespaceOf(request) ?? request.exchange.cluster, fields: storage.selectorFields }
}

/** How one object is to be shown. Throws ApiError 406 before anything is done. */
export function viewOfObject({ negotiator }: Resource, request: FastifyRequest): View {
  const representation = negotiator.chooseForObject(request.headers.accept)
  return { representation, includeObject: parseIncludeObject(request) }
}

/** How a list is to be shown. Throws ApiError 406. */
export function viewOfList({ negotiator }: Resource, request: FastifyRequest): View {
  const representation = negotiator.chooseForList(request.headers.accept)
  return { representation, includeObject: parseIncludeObject(request) }
}

/** How the objects in a watch's events are to be shown; metadata is asked for by either name. Throws ApiError 406. */
export function viewOfWatch({ negotiator }: Resource, request: FastifyRequest): View {
  const representation = negotiator.chooseForWatch(request.headers.accept)
  return { representation, includeObject: parseIncludeObject(request) }
}

function parseIncludeObject({ exchange }: FastifyRequest): IncludeObject {
  const value = exchange.query.get('includeObject') ?? ''
  if (value === '' || value === 'Metadata') return 'Metadata'
  if (value === 'None' || value === 'Object') return value
  throw new ApiError('BadRequest', `includeObject must be None, Metadata or Object, not ${JSON.stringify(value)}`, {})
}

/** Sends a stored object as the client wants to see it, or a Status as it is. */
export function sendObject(answering: Answering, item: StoredObject | Status, code = 200): FastifyReply {
  const { resource, request, reply, view } = answering
  if (!isStored(item)) return sendJson(request, reply, item, code)
  if (code === 201) request.exchange.audit.created(item.object)
  const chunks = [resource.presenter.toObject(item, view)]
  return sendBytes(request, reply, { code, chunks, stalledClientMs: resource.stalledClientMs })
}

function isStored(item: StoredObject | Status): item is StoredObject {
  return 'bytes' in item
}

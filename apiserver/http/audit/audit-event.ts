import { isJsonObject } from '../../api/json/json.ts'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Status } from '../../api/meta/errors.ts'
import { redactUri, toAuditUser, toMicroTime } from '../../audit/event.ts'
import type { AuditEvent, AuditLevel, AuditObjectReference, AuditStage, AuditStatus } from '../../audit/event.ts'
import { cutText } from '../../audit/line.ts'
import type { Attributes, UserInfo } from '../../auth/types.ts'

/** What those who handle a request told of it. */
export interface AuditNotes {
  /** Whose credential it is; the exchange has whom they act as. */
  user?: UserInfo | undefined
  /** The connection is a proxy's that is believed where it says that requests come from. */
  isForwarded?: boolean
  names?: ObjectNames
  requestObject?: unknown
  responseObject?: unknown
  answered?: boolean
  status?: Status
  readonly annotations: Record<string, string>
}

interface AuditEventParts {
  readonly request: FastifyRequest
  /** Where its connection came from. */
  readonly address: string
  readonly notes: AuditNotes
  readonly level: AuditLevel
  readonly stage: AuditStage
  /** Undefined before there is an answer. */
  readonly code: number | undefined
  readonly receivedMs: number
  readonly stageMs: number
}

/** k8s.io/apiserver/pkg/audit, maxUserAgentLength. */
const maxUserAgentLength = 1024
const maxStrangersUriLength = 2048

/** What is known of a request at one stage, in Kubernetes' words: k8s.io/apiserver/pkg/audit/request.go. */
export function toAuditEvent(parts: AuditEventParts): AuditEvent {
  const { request, address, notes, level, stage, code } = parts
  const { exchange, raw } = request
  const user = notes.user ?? exchange.user
  const userAgent = raw.headers['user-agent']
  const objectRef = toObjectReference(exchange.attributes, notes.names)
  const annotations = toAnnotations(exchange, notes)
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: exchange.auditId,
    stage,
    // Whoever has no name could fill the log with it.
    requestURI: redactUri(user === undefined ? cutText(raw.url ?? '', maxStrangersUriLength) : (raw.url ?? '')),
    verb: exchange.attributes.verb,
    user: user === undefined ? {} : toAuditUser(user),
    ...(exchange.user !== undefined && exchange.user !== user && { impersonatedUser: toAuditUser(exchange.user) }),
    sourceIPs: toSourceIps(address, notes.isForwarded ? raw.headers : undefined),
    ...(userAgent !== undefined && { userAgent: cutText(userAgent, maxUserAgentLength) }),
    ...(objectRef && { objectRef }),
    ...(code !== undefined && { responseStatus: toResponseStatus(code, notes.status) }),
    ...(notes.requestObject !== undefined && { requestObject: notes.requestObject }),
    ...(notes.responseObject !== undefined && { responseObject: notes.responseObject }),
    requestReceivedTimestamp: toMicroTime(parts.receivedMs),
    stageTimestamp: toMicroTime(parts.stageMs),
    ...(annotations && { annotations }),
  }
}

function toObjectReference(attributes: Attributes, names: ObjectNames = {}): AuditObjectReference | undefined {
  if (attributes.kind === 'nonresource') return undefined
  const { resource, subresource, group, version } = attributes
  const namespace = attributes.namespace ?? names.namespace
  const name = attributes.name ?? names.name
  return {
    resource,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(names.uid !== undefined && { uid: names.uid }),
    ...(group !== '' && { apiGroup: group }),
    apiVersion: version,
    ...(names.resourceVersion !== undefined && { resourceVersion: names.resourceVersion }),
    ...(subresource !== undefined && { subresource }),
  }
}

function toResponseStatus(code: number, status: Status | undefined): AuditStatus {
  if (status === undefined) return { metadata: {}, code }
  const { message, reason, details } = status
  return {
    metadata: {},
    status: status.status,
    ...(message !== undefined && { message }),
    ...(reason !== undefined && { reason }),
    ...(details !== undefined && { details }),
    code,
  }
}

/** Where pods and nodes are asked for, what they were authorized as. */
function toAnnotations(
  { attributes, real }: FastifyRequest['exchange'],
  { annotations }: AuditNotes,
): Record<string, string> | undefined {
  const isOther = real?.kind === 'resource' && attributes.kind === 'resource' && real.resource !== attributes.resource
  if (isOther) return { ...annotations, 'aranya.arhat.dev/authorized-as': toResourceName(real) }
  return Object.keys(annotations).length > 0 ? annotations : undefined
}

function toResourceName({
  resource,
  group,
  subresource,
  namespace,
  name,
}: Extract<Attributes, { kind: 'resource' }>): string {
  const path = [namespace, name].filter((part) => part !== undefined)
  const what = `${resource}.${group}${subresource === undefined ? '' : `/${subresource}`}`
  return path.length > 0 ? `${what} ${path.join('/')}` : what
}

/** What of an object's metadata the audit refers to it by. */
interface ObjectNames {
  readonly namespace?: string
  readonly name?: string
  readonly uid?: string
  readonly resourceVersion?: string
}

/** Whatever a client sent as an object: nothing of it has been looked at. */
export function toNames(value: unknown): ObjectNames {
  const metadata = isJsonObject(value) && isJsonObject(value['metadata']) ? value['metadata'] : {}
  const { namespace, name, uid, resourceVersion } = metadata
  return {
    ...(isText(namespace) && { namespace }),
    ...(isText(name) && { name }),
    ...(isText(uid) && { uid }),
    ...(isText(resourceVersion) && { resourceVersion }),
  }
}

/** Takes them out of an object, of a list's items and of a Table's rows. Changes `value`, which is the caller's own. */
export function withoutManagedFields(value: unknown): unknown {
  if (!isJsonObject(value)) return value
  if (isJsonObject(value['metadata'])) delete value['metadata']['managedFields']
  for (const item of [...toArray(value['items']), ...toArray(value['rows']).map(toObject)]) withoutManagedFields(item)
  return value
}

function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function toObject(row: unknown): unknown {
  return isJsonObject(row) ? row['object'] : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/**
 * Where a request comes from, the client first and the connection's other end last, as
 * k8s.io/apimachinery/pkg/util/net SourceIPs. Give headers only where a proxy that is trusted wrote them: anybody else can
 * write there what they like.
 */
export function toSourceIps(remoteAddress: string | undefined, headers?: IncomingHttpHeaders): readonly string[] {
  const addresses = headers === undefined ? [] : readForwarded(headers)
  const remote = plain(remoteAddress ?? '')
  if (remote !== '' && addresses.at(-1) !== remote) addresses.push(remote)
  return addresses
}

function readForwarded(headers: IncomingHttpHeaders): string[] {
  const addresses = toList(headers['x-forwarded-for']).filter(isAddress)
  const real = toList(headers['x-real-ip']).find(isAddress)
  return real === undefined || addresses.includes(real) ? addresses : [...addresses, real]
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0
}

/** An IPv4 address as such, also on a socket for both. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address
}

function toList(header: string | string[] | undefined): string[] {
  return [header ?? []].flat().flatMap((value) => value.split(',').map((address) => address.trim()))
}

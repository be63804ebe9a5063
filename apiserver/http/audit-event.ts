import type { FastifyRequest } from 'fastify'
import type { Status } from '../api/meta/errors.ts'
import { toAuditUser, toMicroTime } from '../audit/event.ts'
import type { AuditEvent, AuditLevel, AuditObjectReference, AuditStage, AuditStatus } from '../audit/event.ts'
import { cutText } from '../audit/line.ts'
import { redactUri } from '../audit/redact.ts'
import type { Attributes, UserInfo } from '../auth/types.ts'
import type { ObjectNames } from './audited-object.ts'
import { toSourceIps } from './source-ips.ts'

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

export interface AuditEventParts {
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

import type { FastifyRequest } from 'fastify'
import type { Status } from '../../api/meta/errors.ts'
import type { Auditor } from '../../audit/auditor.ts'
import type { AuditEvent, AuditStage } from '../../audit/event.ts'
import type { AuditDecision } from '../../audit/policy.ts'
import { unauthenticatedGroup } from '../../auth/groups.ts'
import type { Decision, UserInfo } from '../../auth/types.ts'
import { toAuditEvent, toNames, withoutManagedFields } from './audit-event.ts'
import type { AuditNotes } from './audit-event.ts'
import type { RequestLine } from './request-log.ts'

interface RequestAuditOptions {
  readonly request: FastifyRequest
  readonly auditor: Auditor | undefined
  /** Milliseconds since the epoch, with a fraction. */
  readonly now: () => number
  readonly write: (audit: RequestAudit, stage: AuditStage, code?: number) => void
  readonly end: (audit: RequestAudit, code: number) => void
}

/**
 * What is known of one request for the audit: everyone who handles it adds what they know. Its events are made of this
 * and of the exchange, when their stage is reached.
 */
export class RequestAudit {
  readonly request: FastifyRequest
  /** Where the request's connection comes from. By the time of its end the socket may know it no more. */
  readonly address: string
  readonly #options: RequestAuditOptions
  readonly #receivedMs: number
  readonly #startedAtMs = performance.now()
  readonly #notes: AuditNotes = { annotations: {} }
  #decision: AuditDecision | undefined
  #panicked = false
  #whyUnknown: string | undefined
  #isReadable = true
  #held = false
  #closedWith: number | undefined
  #ended = false

  constructor(options: RequestAuditOptions) {
    this.request = options.request
    this.address = options.request.raw.socket.remoteAddress ?? ''
    this.#options = options
    this.#receivedMs = options.now()
  }

  /** In place of ResponseComplete, when our own code failed. */
  get lastStage(): AuditStage {
    return this.#panicked ? 'Panic' : 'ResponseComplete'
  }

  /** After authentication, before anything is done. Undefined: go on. Rejects with ApiError 503 when it cannot be written down. */
  requestReceived(): Promise<void> | undefined {
    const { auditor } = this.#options
    this.#notes.user = this.request.exchange.user
    if (auditor === undefined || this.#decide().level === 'None') return undefined
    return auditor.requestReceived(this.wants('RequestReceived') ? this.toEvent('RequestReceived') : undefined)
  }

  /** Its path means nothing: rules about paths are not about it. */
  unreadable(): void {
    this.#isReadable = false
  }

  /** A proxy asks, which is believed about where its requests come from. */
  forwarded(): void {
    this.#notes.isForwarded = true
  }

  /** Its credentials are nobody's, and why. */
  unauthenticated(why: string): void {
    this.#whyUnknown = why
  }

  /** What the authorizer said last. */
  authorized({ allowed, reason }: Decision): void {
    this.#notes.annotations['authorization.k8s.io/decision'] = allowed ? 'allow' : 'forbid'
    this.#notes.annotations['authorization.k8s.io/reason'] = reason ?? ''
  }

  /** The body, decoded. It is kept as it is now, and only where the policy wants it. */
  requestObject(value: unknown): void {
    if (this.#options.auditor === undefined) return
    this.#notes.names = { ...toNames(value), ...this.#notes.names }
    if (this.#isAtLeast('Request')) this.#notes.requestObject = this.#snapshot(value)
  }

  /** What is answered, as far as it may be written down; of a Status its words are, at every level. The first call counts. */
  responseObject(value: object): void {
    if (this.#options.auditor === undefined || this.#notes.answered === true) return
    if (this.wantsResponseObject) this.#notes.responseObject = this.#snapshot(value)
    if (isStatus(value)) this.#notes.status = value
    this.#notes.answered = true
  }

  /** An object that was made: its name may have been the server's choice. */
  created(value: unknown): void {
    if (this.#options.auditor !== undefined) this.#notes.names = { ...toNames(value), ...this.#notes.names }
  }

  /** True where an answer's bytes are worth parsing, for who has nothing else. */
  get wantsResponseObject(): boolean {
    return (
      this.#notes.answered !== true &&
      this.request.exchange.attributes.kind === 'resource' &&
      this.#isAtLeast('RequestResponse')
    )
  }

  /** The answer is an error. `isOurFault`: of our own code. */
  failed(status: Status, { isOurFault }: { readonly isOurFault: boolean }): void {
    this.#panicked = isOurFault
    this.responseObject(status)
  }

  annotate(annotations: Readonly<Record<string, string>>): void {
    Object.assign(this.#notes.annotations, annotations)
  }

  /** For what lasts: its answer has begun. */
  responseStarted(code: number): void {
    this.#options.write(this, 'ResponseStarted', code)
  }

  /** From here on, its end is known by `end` or `release` alone: there is more to tell when the answer is closed already. */
  hold(): void {
    this.#held = true
  }

  /** The answer's end is the request's after all. */
  release(): void {
    this.#held = false
    if (this.#closedWith !== undefined) this.end(this.#closedWith)
  }

  /** The answer is closed. */
  closed(code: number): void {
    this.#closedWith = code
    if (!this.#held) this.end(code)
  }

  /** It is over; only the first call counts. */
  end(code: number): void {
    if (this.#ended) return
    this.#ended = true
    this.#options.end(this, code)
  }

  /** True when the policy wants an event of this stage. */
  wants(stage: AuditStage): boolean {
    const { level, omitStages } = this.#decide()
    return level !== 'None' && !omitStages.has(stage)
  }

  /** True for the refusal of a stranger, which costs nothing to cause. Failed authentications are bounded elsewhere. */
  isFlood(code = 0): boolean {
    const isStranger = this.#user?.groups.includes(unauthenticatedGroup) ?? true
    return isStranger && code >= 400 && code !== 401
  }

  toEvent(stage: AuditStage, code?: number): AuditEvent {
    const { level } = this.#decide()
    const times = { receivedMs: this.#receivedMs, stageMs: this.#options.now() }
    return toAuditEvent({
      request: this.request,
      address: this.address,
      notes: this.#notes,
      level,
      stage,
      code,
      ...times,
    })
  }

  toLine(code: number): RequestLine {
    const { exchange } = this.request
    return {
      auditId: exchange.auditId,
      user: exchange.user?.name,
      sourceAddress: this.address,
      verb: exchange.attributes.verb,
      path: exchange.path,
      code,
      durationMs: Math.round((performance.now() - this.#startedAtMs) * 10) / 10,
      ...(this.#whyUnknown !== undefined && { reason: this.#whyUnknown }),
    }
  }

  get #user(): UserInfo | undefined {
    return this.#notes.user ?? this.request.exchange.user
  }

  /** Once: with the user if there is one, for a refused request without. */
  #decide(): AuditDecision {
    const { auditor } = this.#options
    if (this.#decision !== undefined) return this.#decision
    if (auditor === undefined) return nothing
    const { attributes, real } = this.request.exchange
    const all = real === undefined || real === attributes ? [attributes] : [attributes, real]
    if (!this.#isReadable) all.splice(0, 2, { kind: 'nonresource', verb: attributes.verb, path: '' })
    return (this.#decision = auditor.decide({ user: this.#user, attributes: all }))
  }

  #isAtLeast(level: 'Request' | 'RequestResponse'): boolean {
    const wanted = this.#decide().level
    return wanted === level || wanted === 'RequestResponse'
  }

  #snapshot(value: unknown): unknown {
    if (value === undefined) return undefined
    const copy: unknown = JSON.parse(JSON.stringify(value))
    return this.#decide().omitManagedFields ? withoutManagedFields(copy) : copy
  }
}

const nothing: AuditDecision = { level: 'None', omitStages: new Set(), omitManagedFields: false }

function isStatus(value: object): value is Status {
  return 'kind' in value && value.kind === 'Status' && 'status' in value
}

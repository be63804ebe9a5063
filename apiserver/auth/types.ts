import type { TLSSocket } from 'node:tls'

/** Who a request comes from, as Kubernetes' authentication/v1 UserInfo. */
export interface UserInfo {
  readonly name: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** What an authenticator may look at. */
export interface AuthenticationRequest {
  readonly socket: TLSSocket
  readonly rawHeaders: readonly string[]
  /** To be called where a proxy asks that is believed: also about where its requests come from. */
  readonly onFrontProxy?: () => void
}

/**
 * Resolves to the user, or to undefined when the request carries no credential that this authenticator
 * knows. Throws ApiError 401 when it carries one that is not valid.
 */
export interface Authenticator {
  authenticate(request: AuthenticationRequest): Promise<UserInfo | undefined>
}

/** What a request wants to do; the fields of a SubjectAccessReview. */
export type Attributes = ResourceAttributes | NonResourceAttributes

export interface ResourceAttributes {
  readonly kind: 'resource'
  /** get, list, watch, create, update, patch, delete, deletecollection, and so on. */
  readonly verb: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
  readonly fieldSelector?: string
  readonly labelSelector?: string
}

export interface NonResourceAttributes {
  readonly kind: 'nonresource'
  /** The HTTP method in lower case. */
  readonly verb: string
  readonly path: string
}

/**
 * What a request for a resource really is: `virtualcore/` says it. `cluster` is the namespace whose virtual cluster is asked,
 * undefined at the server's root. Throws ApiError 404 for what is not there.
 */
export type MapAttributes = (attributes: ResourceAttributes, cluster: string | undefined) => ResourceAttributes

export interface Decision {
  readonly allowed: boolean
  readonly reason?: string
}

/** Decides; throws ApiError 5xx when it cannot, and the caller then refuses. */
export interface Authorizer {
  authorize(user: UserInfo, attributes: Attributes): Promise<Decision>
}

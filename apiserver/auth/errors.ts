import { ApiError } from '../api/meta/errors.ts'
import type { Attributes, Decision, NonResourceAttributes, ResourceAttributes, UserInfo } from './types.ts'

/** The refusal in Kubernetes' words (k8s.io/apiserver/pkg/endpoints/handlers/responsewriters), which tools match. */
export function toForbidden(user: UserInfo, attributes: Attributes, decision: Decision): ApiError {
  const because = decision.reason === undefined ? '' : `: ${decision.reason}`
  return attributes.kind === 'resource'
    ? toForbiddenResource(user, attributes, because)
    : toForbiddenPath(user, attributes, because)
}

function toForbiddenPath(user: UserInfo, { verb, path }: NonResourceAttributes, because: string): ApiError {
  const what = `User ${quote(user.name)} cannot ${verb} path ${quote(path)}`
  return new ApiError('Forbidden', `forbidden: ${what}${because}`, {})
}

function toForbiddenResource(user: UserInfo, attributes: ResourceAttributes, because: string): ApiError {
  const { verb, group, resource, subresource, namespace, name } = attributes
  const full = subresource === undefined ? resource : `${resource}/${subresource}`
  const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace ${quote(namespace)}`
  const what = `User ${quote(user.name)} cannot ${verb} resource ${quote(full)} in API group ${quote(group)} ${scope}`
  const qualified = group === '' ? resource : `${resource}.${group}`
  const subject = name === undefined ? qualified : `${qualified} ${quote(name)}`
  return new ApiError('Forbidden', `${subject} is forbidden: ${what}${because}`, {
    ...(name !== undefined && { name }),
    ...(group !== '' && { group }),
    kind: resource,
  })
}

/** As Go's %q, for the strings that occur: names come from certificates and paths, so they may hold anything. */
function quote(text: string): string {
  return JSON.stringify(text)
}

/** 401, which says nothing of the cause to the client, as Kubernetes does; `why` is for the log. */
export function unauthorized(why: string): ApiError {
  return new ApiError('Unauthorized', 'Unauthorized', undefined, { cause: new Error(why) })
}

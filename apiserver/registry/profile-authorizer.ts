import { edgeDeviceInfo } from '../api/kinds/edge-device/schema.ts'
import { virtualPodInfo } from '../api/kinds/virtual-pod/schema.ts'
import type { Authorizer, UserInfo } from '../auth/types.ts'
import { forbidden } from './status-errors.ts'
import type { ProfileRequest } from './strategies/virtual-pod.ts'

/**
 * Asks whether a user may `create` edgedevices/hostshell of the device that a VirtualPod leads to. The returned function
 * rejects with ApiError 403 when not.
 */
export function createProfileAuthorizer(
  authorizer: Authorizer,
): (user: UserInfo, request: ProfileRequest) => Promise<void> {
  const { group, version, resource } = edgeDeviceInfo
  return async (user, { namespace, virtualPodName, deviceName }) => {
    const decision = await authorizer.authorize(user, {
      kind: 'resource',
      verb: 'create',
      group,
      version,
      resource,
      subresource: 'hostshell',
      namespace,
      name: deviceName,
    })
    if (decision.allowed) return
    const why =
      `a VirtualPod is a way into its device, and user ${JSON.stringify(user.name)} cannot create resource ` +
      `"${resource}/hostshell" in API group "${group}" in the namespace "${namespace}" for device "${deviceName}"`
    throw forbidden({ info: virtualPodInfo, name: virtualPodName }, why)
  }
}

import { edgeDeviceInfo } from '../../api/kinds/edge-device/schema.ts'
import type { EdgeDevice } from '../../api/kinds/edge-device/schema.ts'
import type { StatusCause } from '../../api/meta/errors.ts'
import { virtualPodKind } from '../../api/kinds.ts'
import type { KubeObject, OwnerReference } from '../../api/meta/object.ts'
import type { VirtualPod } from '../../api/kinds/virtual-pod/schema.ts'
import type { UserInfo } from '../../auth/types.ts'
import { setCondition } from '../../api/meta/conditions.ts'
import { belongsToAnother, deviceOwner, deviceUidOf, isDeviceReference, readyCondition } from '../device-link.ts'
import type { WriteContext } from '../rest-storage.ts'
import type { Strategy } from '../strategy.ts'

export interface VirtualPodStrategyOptions {
  readonly now: () => number
  readonly findDevice: (namespace: string, name: string) => Readonly<KubeObject> | undefined
  /** Rejects with ApiError 403 when the user may not hand out ways into the device. */
  readonly authorizeProfile: (user: UserInfo, profile: ProfileRequest) => Promise<void>
}

export interface ProfileRequest {
  readonly namespace: string
  readonly virtualPodName: string
  readonly deviceName: string
}

/** A VirtualPod is as good as a shell on its device: whoever writes one must be allowed to have that. */
export function createVirtualPodStrategy(options: VirtualPodStrategyOptions): Strategy {
  return {
    kind: virtualPodKind,
    countsGenerations: true,
    allowsUnconditionalUpdate: false,
    prepareUpdate: (next, current) => keepDevice(next, current, options),
    prepareStatusUpdate: (next, current) => keepDevice(next, current, options),
    validate: validateOwners,
    async authorize({ next, specChanged, context }) {
      if (!specChanged) return
      const { metadata, spec } = next as VirtualPod
      const { namespace = '', name: virtualPodName } = metadata
      await options.authorizeProfile(context.user, { namespace, virtualPodName, deviceName: spec.deviceName })
    },
    complete: (object) => linkToDevice(object, options),
  }
}

/** The device owns it and is mirrored from the first moment; the controller does the same for one that appears later. */
function linkToDevice(object: KubeObject, { now, findDevice }: VirtualPodStrategyOptions): void {
  const { metadata, spec } = object as VirtualPod
  const device = findDevice(metadata.namespace ?? '', spec.deviceName) as EdgeDevice | undefined
  const status = { phase: 'Running', conditions: setCondition([], readyCondition(device), now()) }
  object['status'] = status
  if (device === undefined || device.metadata.deletionTimestamp !== undefined) return
  object['status'] = { ...status, deviceUID: device.metadata.uid }
  const owners = metadata.ownerReferences ?? []
  if (owners.some((owner) => isDeviceReference(owner) && owner.uid === device.metadata.uid)) return
  metadata.ownerReferences = [...owners, deviceOwner(device.metadata)]
}

/** Once there was a device, it is the one for good, whatever is written; until then, it is the first that there is. */
function keepDevice(next: KubeObject, current: Readonly<KubeObject>, { findDevice }: VirtualPodStrategyOptions): void {
  const status = next['status']
  if (typeof status !== 'object' || status === null || Array.isArray(status)) return
  const deviceUID = deviceUidOf(current) ?? firstDevice(current, findDevice)
  const { deviceUID: _, ...rest } = status as Record<string, unknown>
  next['status'] = { ...rest, ...(deviceUID !== undefined && { deviceUID }) }
}

function firstDevice(
  pod: Readonly<KubeObject>,
  findDevice: VirtualPodStrategyOptions['findDevice'],
): string | undefined {
  const device = findDevice(pod.metadata.namespace ?? '', (pod as VirtualPod).spec.deviceName)?.metadata
  if (device === undefined || device.deletionTimestamp !== undefined) return undefined
  return belongsToAnother(pod, device) ? undefined : device.uid
}

/**
 * The device's own VirtualPod is the one that names the device as its controller. Nobody but the server, or somebody who
 * may do everything, makes one look so: others would take it for the one that the server vouches for.
 */
function validateOwners(
  next: Readonly<KubeObject>,
  current: Readonly<KubeObject> | undefined,
  { user }: WriteContext,
): StatusCause[] {
  if (user.groups.includes('system:masters')) return []
  const before = new Set(current?.metadata.ownerReferences?.filter(isController).map(({ uid }) => uid))
  const owners = next.metadata.ownerReferences ?? []
  return owners.flatMap((owner, index) => {
    if (!isController(owner) || before.has(owner.uid)) return []
    const field = `metadata.ownerReferences[${index}].controller`
    const why = `only the server makes an ${edgeDeviceInfo.kind} the controller of a VirtualPod`
    return [{ reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field }]
  })
}

function isController(owner: OwnerReference): boolean {
  return owner.controller === true && isDeviceReference(owner)
}

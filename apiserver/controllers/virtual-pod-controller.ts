import type { Logger } from 'pino'
import type { EdgeDevice } from '../api/kinds/edge-device/schema.ts'
import { ApiError } from '../api/meta/errors.ts'
import type { Condition, KubeObject, StoredObject } from '../api/meta/object.ts'
import { virtualPodInfo } from '../api/kinds/virtual-pod/schema.ts'
import type { VirtualPod } from '../api/kinds/virtual-pod/schema.ts'
import { setCondition } from '../api/meta/conditions.ts'
import type { ConditionState } from '../api/meta/conditions.ts'
import {
  belongsToAnother,
  deviceOwner,
  deviceUidOf,
  isDeviceReference,
  readyCondition,
} from '../registry/device-link.ts'
import { apiVersionOf } from '../api/meta/resource-info.ts'
import { isBeingDeleted } from '../registry/object-meta.ts'
import type { Registry } from '../registry/registry.ts'
import type { ResourceStore } from '../registry/resource-store.ts'
import type { ObjectKey } from '../registry/rest-storage.ts'
import { systemContext } from '../registry/system-context.ts'
import type { FeedChange, FeedHandler } from './object-feed.ts'
import { StringIndex } from './string-index.ts'
import { WorkQueue } from './work-queue.ts'

/** Devices worked on at once: enough that their commits share a sync of the disk. */
const concurrency = 64
const context = systemContext('virtual-pod-controller')
/** The container of a device's own VirtualPod. */
const hostContainer = 'host'

/**
 * Gives each device a VirtualPod of its own name, makes devices the owners of the VirtualPods that lead to them, and
 * shows on these whether the device is connected. Both are looked at by NAMESPACE/NAME: a device with all VirtualPods that
 * lead to it, a VirtualPod by itself, so that a device with thousands of them does not cost thousandfold at each change.
 *
 * A VirtualPod that somebody else made under a device's name is never adopted: it would pass for the one that the
 * server vouches for.
 */
export class VirtualPodController implements FeedHandler {
  readonly #devices: ResourceStore
  readonly #pods: ResourceStore
  readonly #now: () => number
  readonly #deviceQueue: WorkQueue
  readonly #podQueue: WorkQueue
  /** Names of VirtualPods by NAMESPACE/DEVICE that they lead to. */
  readonly #byDevice = new StringIndex()

  constructor(options: { registry: Registry; log: Logger; now: () => number }) {
    this.#devices = options.registry.edgeDevices
    this.#pods = options.registry.virtualPods
    this.#now = options.now
    const queueOf = (name: string, sync: (key: ObjectKey) => Promise<void>): WorkQueue =>
      new WorkQueue({ name, concurrency, sync: (key) => sync(toObjectKey(key)).catch(unlessPassing), log: options.log })
    this.#deviceQueue = queueOf('virtual-pod-controller', (key) => this.#syncDevice(key))
    this.#podQueue = queueOf('virtual-pod-controller-links', (key) => this.#syncPod(key))
  }

  onPut({ store, item: { object } }: FeedChange): void {
    if (store === this.#pods) {
      this.#byDevice.add(deviceKeyOf(object), object.metadata.name)
      if (!this.#isSettled(object, this.#deviceOf(object))) this.#podQueue.add(keyOf(object))
    }
    this.#lookAtDevice(store, object)
  }

  onDelete({ store, item: { object } }: FeedChange): void {
    if (store === this.#pods) this.#byDevice.remove(deviceKeyOf(object), object.metadata.name)
    this.#lookAtDevice(store, object)
  }

  async close(): Promise<void> {
    await Promise.all([this.#deviceQueue.close(), this.#podQueue.close()])
  }

  /** A VirtualPod matters to the device whose name it has, as well. */
  #lookAtDevice(store: ResourceStore, object: Readonly<KubeObject>): void {
    const matters = store === this.#pods ? this.#devices.peek(object.metadata) !== undefined : store === this.#devices
    if (matters) this.#deviceQueue.add(keyOf(object))
  }

  async #syncDevice(key: ObjectKey): Promise<void> {
    const { namespace = '', name } = key
    const device = this.#devices.peek(key)?.object as EdgeDevice | undefined
    if (device !== undefined && !isBeingDeleted(device)) await this.#ensureOwnPod(device)
    for (const podName of this.#byDevice.get(`${namespace}/${name}`))
      // One that changes or goes meanwhile must not keep the others from it: it is looked at by itself.
      await this.#link({ namespace, name: podName }, device).catch(unlessPassing)
  }

  async #syncPod(key: ObjectKey): Promise<void> {
    const pod = this.#pods.peek(key)
    if (pod === undefined) return
    await this.#link(key, this.#deviceOf(pod.object))
  }

  #deviceOf(pod: Readonly<KubeObject>): EdgeDevice | undefined {
    return this.#devices.peek(toObjectKey(deviceKeyOf(pod)))?.object as EdgeDevice | undefined
  }

  async #ensureOwnPod(device: EdgeDevice): Promise<void> {
    const { namespace = '', name } = device.metadata
    const pod = this.#pods.peek({ namespace, name })?.object
    if (pod === undefined) await this.#pods.create({ namespace }, ownPodOf(device), context)
    else if (isOwnPod(pod, device)) await this.#tellOwnPod(device, 'Created')
    else if (!isLeftOver(pod, device)) await this.#tellOwnPod(device, 'NameTaken')
  }

  /** Only a device that was ever refused its VirtualPod has the condition. */
  async #tellOwnPod(device: EdgeDevice, reason: 'Created' | 'NameTaken'): Promise<void> {
    const known = device.status.conditions?.some(({ type }) => type === 'VirtualPodReady') ?? false
    if (reason === 'Created' && !known) return
    const state: ConditionState =
      reason === 'Created'
        ? { type: 'VirtualPodReady', status: 'True', reason, message: 'the device has its VirtualPod' }
        : {
            type: 'VirtualPodReady',
            status: 'False',
            reason,
            message: "a VirtualPod of the device's name exists that is not the device's own",
          }
    await this.#setCondition(this.#devices, device.metadata, state)
  }

  async #link(key: ObjectKey, device: EdgeDevice | undefined): Promise<void> {
    const pod = this.#pods.peek(key)
    if (pod === undefined || this.#isSettled(pod.object, device)) return
    if (device !== undefined && wantsLink(pod.object, device)) await this.#addLink(pod, device)
    await this.#setCondition(this.#pods, key, readyCondition(device))
  }

  /** Nothing is to be done for the VirtualPod: most often, for the registry links new ones itself. */
  #isSettled(pod: Readonly<KubeObject>, device: EdgeDevice | undefined): boolean {
    if (isBeingDeleted(pod)) return true
    if (device !== undefined && belongsToAnother(pod, device.metadata)) return true
    if (device !== undefined && wantsLink(pod, device)) return false
    return this.#withCondition(pod, readyCondition(device)) === pod
  }

  /** The registry itself records the device with any write. */
  async #addLink(pod: StoredObject, device: EdgeDevice): Promise<void> {
    const add = (current: Readonly<KubeObject>): KubeObject => {
      const { metadata } = current
      if (metadata.uid !== pod.object.metadata.uid || !wantsOwner(current, device)) return current
      const ownerReferences = [...(metadata.ownerReferences ?? []), deviceOwner(device.metadata)]
      return { ...current, metadata: { ...metadata, ownerReferences } }
    }
    await this.#pods.update(pod.object.metadata, add, context)
  }

  async #setCondition(store: ResourceStore, key: ObjectKey, state: ConditionState): Promise<void> {
    const current = store.peek(key)?.object
    if (current === undefined || this.#withCondition(current, state) === current) return
    await store.updateStatus(key, (latest) => this.#withCondition(latest, state), context)
  }

  /** The same object when nothing changes. */
  #withCondition(object: Readonly<KubeObject>, state: ConditionState): KubeObject {
    const status = object['status'] as { readonly conditions?: Condition[] } | undefined
    const before = status?.conditions ?? []
    const conditions = setCondition(before, state, this.#now())
    return conditions === before ? object : { ...object, status: { ...status, conditions } }
  }
}

function keyOf({ metadata }: Readonly<KubeObject>): string {
  return `${metadata.namespace}/${metadata.name}`
}

function toObjectKey(key: string): ObjectKey {
  const [namespace = '', name = ''] = key.split('/')
  return { namespace, name }
}

function deviceKeyOf(pod: Readonly<KubeObject>): string {
  const { metadata, spec } = pod as VirtualPod
  return `${metadata.namespace}/${spec.deviceName}`
}

function ownPodOf(device: EdgeDevice): KubeObject {
  const { name } = device.metadata
  return {
    apiVersion: apiVersionOf(virtualPodInfo),
    kind: virtualPodInfo.kind,
    metadata: { name, ownerReferences: [{ ...deviceOwner(device.metadata), controller: true }] },
    spec: { deviceName: name, containers: [{ name: hostContainer }] },
  }
}

function isOwnPod(pod: Readonly<KubeObject>, device: EdgeDevice): boolean {
  const owners = pod.metadata.ownerReferences ?? []
  return owners.some((one) => isDeviceReference(one) && one.uid === device.metadata.uid && one.controller === true)
}

/** Belongs to an earlier device of the same name: the garbage collector has it. */
function isLeftOver(pod: Readonly<KubeObject>, device: EdgeDevice): boolean {
  const devices = (pod.metadata.ownerReferences ?? []).filter(isDeviceReference)
  return devices.length > 0 && devices.every(({ uid }) => uid !== device.metadata.uid)
}

/** Another version of the server may have stored it without the device. */
function wantsLink(pod: Readonly<KubeObject>, device: EdgeDevice): boolean {
  return wantsOwner(pod, device) || (!isBeingDeleted(device) && deviceUidOf(pod) === undefined)
}

function wantsOwner(pod: Readonly<KubeObject>, device: EdgeDevice): boolean {
  if (isBeingDeleted(device) || pod.metadata.name === device.metadata.name) return false
  if (belongsToAnother(pod, device.metadata)) return false
  return !(pod.metadata.ownerReferences ?? []).some((one) => isDeviceReference(one) && one.uid === device.metadata.uid)
}

/** The object or its namespace went meanwhile, or somebody else made the VirtualPod: an event follows. */
function unlessPassing(error: unknown): void {
  if (!isPassing(error)) throw error
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  const isTerminating = error.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false
  return error.reason === 'NotFound' || error.reason === 'AlreadyExists' || isTerminating
}

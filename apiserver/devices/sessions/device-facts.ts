import type { aranya } from '../../../proto/gen/agent.js'
import type { EdgeDeviceStatus } from '../../api/kinds/edge-device/schema.ts'

type Info = aranya.agent.v1.DeviceInfo.$Properties
type Hello = aranya.agent.v1.Hello.$Properties

/* The bounds of the EdgeDevice's schema, text in bytes: a device must not be able to make its own status invalid. */
const maxTextLength = 1024
const maxInstanceLength = 256
const maxCapacityEntries = 100
const maxCapacityNameLength = 253
const maxQuantityLength = 64
const maxFeatures = 100
const maxFeatureLength = 63

/** What a device reports about itself, fit to be stored in its status. */
export interface DeviceFacts {
  readonly instance: string
  readonly nodeInfo: NonNullable<EdgeDeviceStatus['nodeInfo']>
  readonly capacity: Record<string, string>
  readonly features: string[]
}

/** Reads the facts from a hello. The device is not trusted: values that its status cannot hold are shortened or left out. */
export function readFacts(hello: Hello): DeviceFacts {
  const info = hello.info ?? {}
  return {
    instance: clean(hello.instance, maxInstanceLength),
    nodeInfo: readNodeInfo(info),
    capacity: readCapacity(info.capacity ?? {}),
    features: readFeatures(info.features ?? []),
  }
}

function readNodeInfo(info: Info): DeviceFacts['nodeInfo'] {
  const fields = {
    machineID: info.machineId,
    systemUUID: info.systemUuid,
    bootID: info.bootId,
    kernelVersion: info.kernelVersion,
    osImage: info.osImage,
    operatingSystem: info.operatingSystem,
    architecture: info.architecture,
    hostname: info.hostname,
    agentVersion: info.agentVersion,
    runtimeVersion: info.runtimeVersion,
  }
  const told = Object.entries(fields).map(([name, value]) => [name, clean(value, maxTextLength)])
  return Object.fromEntries(told.filter(([, value]) => value !== ''))
}

function readCapacity(capacity: { readonly [name: string]: string }): Record<string, string> {
  const entries = Object.entries(capacity)
    .map(([name, value]): [string, string] => [clean(name, maxCapacityNameLength), clean(value, maxQuantityLength)])
    // Excludes `__proto__`, too.
    .filter(([name, value]) => /^[A-Za-z0-9][A-Za-z0-9./_-]*$/.test(name) && isQuantity(value))
  return Object.fromEntries(entries.slice(0, maxCapacityEntries))
}

/** k8s.io/apimachinery/pkg/api/resource: a decimal number and a suffix. */
function isQuantity(text: string): boolean {
  return /^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.test(text)
}

function readFeatures(features: readonly string[]): string[] {
  const known = features.filter((feature) => feature.length <= maxFeatureLength && /^[a-z0-9-]+$/.test(feature))
  return [...new Set(known)].sort().slice(0, maxFeatures)
}

/** Removes characters that control a terminal or the direction of text, and truncates to `maxBytes` of UTF-8. */
function clean(text: string | null | undefined, maxBytes: number): string {
  const printable = (text ?? '').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
  // In stream mode, the decoder leaves out an incomplete last character.
  return new TextDecoder().decode(Buffer.from(printable).subarray(0, maxBytes), { stream: true })
}

import { readFile, statfs } from 'node:fs/promises'
import { arch, cpus, endianness, hostname, platform, release, totalmem } from 'node:os'
import type { aranya } from '../../proto/gen/agent.js'
import { readBootId } from './process-table.ts'

export type DeviceInfo = aranya.agent.v1.DeviceInfo.$Properties

/** Go's names, which Kubernetes uses, where they are not Node's. */
const architectures: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  loong64: 'loong64',
  mipsel: 'mipsle',
}

/** What this machine tells of itself. What cannot be read stays empty. */
export async function readDeviceInfo(agent: { version: string; features: readonly string[] }): Promise<DeviceInfo> {
  return {
    agentVersion: agent.version,
    features: [...agent.features],
    operatingSystem: platform() === 'win32' ? 'windows' : platform(),
    architecture: toGoArchitecture(),
    osImage: await readOsImage(),
    kernelVersion: release(),
    machineId: await readId('/etc/machine-id', '/var/lib/dbus/machine-id'),
    // Readable by root alone; boards without firmware tables have a device tree instead.
    systemUuid: await readId('/sys/class/dmi/id/product_uuid', '/proc/device-tree/serial-number'),
    bootId: readBootId(),
    hostname: hostname(),
    capacity: await readCapacity(),
    runtimeVersion: `node/${process.versions.node}`,
  }
}

function toGoArchitecture(): string {
  const name = arch()
  if (name === 'ppc64' && endianness() === 'LE') return 'ppc64le'
  return architectures[name] ?? name
}

/** PRETTY_NAME of os-release(5). */
async function readOsImage(): Promise<string> {
  const text = (await readText('/etc/os-release')) || (await readText('/usr/lib/os-release'))
  const value = /^PRETTY_NAME=(.*)$/m.exec(text)?.[1] ?? ''
  return value.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(["'$`\\])/g, '$1')
}

async function readCapacity(): Promise<Record<string, string>> {
  const capacity: Record<string, string> = { memory: `${Math.floor(totalmem() / 1024)}Ki` }
  // Some kernels show no processors to some users.
  if (cpus().length > 0) capacity['cpu'] = String(cpus().length)
  const disk = await statfs('/').catch(() => undefined)
  if (disk) capacity['ephemeral-storage'] = `${Math.floor((disk.blocks * disk.bsize) / 1024)}Ki`
  return capacity
}

async function readId(...files: readonly string[]): Promise<string> {
  for (const file of files) {
    const id = (await readText(file)).replaceAll('\0', '').trim()
    if (id !== '') return id
  }
  return ''
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}

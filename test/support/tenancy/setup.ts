import { group, startDevice, succeed } from '../aranya.ts'
import type { Aranya, Teardown } from '../aranya.ts'
import { names, tenants } from './actions.ts'
import { users } from './users.ts'

const toList = (items: readonly object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items })

/** The tenants' namespaces, with a device that is online and a profile of it in each, and what is granted to the users. */
export async function setUpTenants(t: Teardown, aranya: Aranya): Promise<void> {
  const namespaces = tenants.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))
  await apply(aranya, namespaces)
  for (const namespace of tenants) await startDevice(t, aranya, names.device, { namespace })
  await apply(aranya, tenants.map(toProfile))
  await apply(
    aranya,
    users.flatMap(({ grants }) => grants),
  )
}

function toProfile(namespace: string): object {
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: 'VirtualPod',
    metadata: { name: names.profile, namespace },
    spec: {
      deviceName: names.device,
      containers: [{ name: 'host', command: ['uptime'], allowedCommands: ['uptime'] }],
    },
  }
}

async function apply(aranya: Aranya, objects: readonly object[]): Promise<void> {
  await succeed(aranya.kubectlWith({ input: toList(objects) }, 'apply', '-f', '-'))
}

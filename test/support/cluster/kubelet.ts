import type { Client } from '../../apiserver/http/support/client.ts'
import { eventually } from '../processes.ts'

/** What scheduler and kubelet do for a pod whose program runs elsewhere. */
export interface Kubelet {
  /** Waits for the pod that its controller makes, and says that it runs, and is ready, at `address`. */
  run(options: { readonly namespace: string; readonly pod: string; readonly address: string }): Promise<Pod>
  close(): void
}

/** What of a pod its program is started by. */
export interface Pod {
  readonly spec: {
    readonly serviceAccountName: string
    readonly containers: readonly Container[]
  }
}

export interface Container {
  readonly name: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: readonly EnvironmentVariable[]
}

export interface EnvironmentVariable {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string } }
}

const node = 'test-node'

/** `client` is an admin's of kube-apiserver. It is closed with the kubelet. */
export function createKubelet(client: Client): Kubelet {
  return {
    run: async ({ namespace, pod, address }) => {
      await post(client, '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: node } })
      const path = `/api/v1/namespaces/${namespace}/pods/${pod}`
      const found = await eventually(`pod ${pod} is made`, () => find(client, path), 60_000)
      await post(client, `${path}/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: pod },
        target: { apiVersion: 'v1', kind: 'Node', name: node },
      })
      await patchStatus(client, path, runningAt(found, address))
      return found
    },
    close: () => client.close(),
  }
}

async function find(client: Client, path: string): Promise<Pod | undefined> {
  const { code, json } = await client.ask(path)
  return code === 200 ? (json as Pod) : undefined
}

async function post(client: Client, path: string, body: object): Promise<void> {
  const { code, text } = await client.ask(path, { method: 'POST', body })
  if (code >= 300 && code !== 409) throw new Error(text)
}

async function patchStatus(client: Client, path: string, status: object): Promise<void> {
  const headers = { 'content-type': 'application/merge-patch+json' }
  const { code, text } = await client.ask(`${path}/status`, { method: 'PATCH', headers, body: { status } })
  if (code !== 200) throw new Error(text)
}

function runningAt({ spec }: Pod, address: string): object {
  const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
  const condition = (type: string): object => ({ type, status: 'True', lastTransitionTime: time })
  const running = { running: { startedAt: time } }
  return {
    phase: 'Running',
    podIP: address,
    podIPs: [{ ip: address }],
    hostIP: address,
    startTime: time,
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map(condition),
    containerStatuses: spec.containers.map(({ name }) => ({
      name,
      ready: true,
      started: true,
      restartCount: 0,
      image: name,
      imageID: name,
      state: running,
    })),
  }
}

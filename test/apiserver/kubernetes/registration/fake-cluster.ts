import { servingCaSecret } from '../../../../apiserver/kubernetes/registration/installation.ts'
import type { ClusterObjects } from '../../../../apiserver/kubernetes/registration/cluster-objects.ts'

export const secretPath = `/api/v1/namespaces/aranya-system/secrets/${servingCaSecret}`
export const apiServicePath = '/apis/apiregistration.k8s.io/v1/apiservices/v1alpha1.aranya.arhat.dev'
export const service = { namespace: 'aranya-system', name: 'aranya' }

/** A refusal, as the client of a cluster has it. */
export class Refusal extends Error {
  readonly code: number
  constructor(code: number) {
    super(`the cluster answered ${code}`)
    this.code = code
  }
}

type Json = Record<string, unknown>

/** The two objects of the manifests, with resource versions and merge patches as kube-apiserver's. */
export class FakeCluster implements ClusterObjects {
  readonly objects = new Map<string, Json>()
  /** Each patch that was applied: its path and its body. */
  readonly patches: { readonly path: string; readonly patch: object }[] = []
  /** Called before each request; throws what the cluster refuses with. */
  interfere: (verb: 'get' | 'patch', path: string) => void = () => {}
  #version = 1

  constructor() {
    this.put(secretPath, { kind: 'Secret', metadata: {} })
    this.put(apiServicePath, { kind: 'APIService', metadata: {}, spec: { service, group: 'aranya.arhat.dev' } })
  }

  /** Another cluster with the same Secret, and nothing else of what was done to this one. */
  copy(): FakeCluster {
    const copy = new FakeCluster()
    copy.change(secretPath, { data: this.secretData })
    return copy
  }

  /** Writes as somebody else. */
  put(path: string, object: Json): void {
    const metadata = { ...(object['metadata'] as Json), resourceVersion: String(this.#version++) }
    this.objects.set(path, { ...object, metadata })
  }

  change(path: string, patch: Json): void {
    this.put(path, merge(this.objects.get(path) ?? {}, patch) as Json)
  }

  async get(path: string, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted()
    this.interfere('get', path)
    const object = this.objects.get(path)
    if (!object) throw new Refusal(404)
    return structuredClone(object)
  }

  async mergePatch(path: string, patch: object, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted()
    this.interfere('patch', path)
    const object = this.objects.get(path)
    if (!object) throw new Refusal(404)
    const [theirs, ours] = [patch, object].map((each) => (each as { metadata: Json }).metadata['resourceVersion'])
    if (theirs !== ours) throw new Refusal(409)
    this.patches.push({ path, patch })
    this.change(path, patch as Json)
    return this.objects.get(path)
  }

  get caBundle(): string {
    const spec: { caBundle?: string } = this.objects.get(apiServicePath)?.['spec'] ?? {}
    const { caBundle = '' } = spec
    return Buffer.from(caBundle, 'base64').toString()
  }

  get secretData(): Readonly<Record<string, string>> {
    return (this.objects.get(secretPath)?.['data'] ?? {}) as Record<string, string>
  }
}

function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const merged: Json = { ...(target as Json | undefined) }
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else if (value !== undefined) merged[key] = merge(merged[key], value)
  }
  return merged
}

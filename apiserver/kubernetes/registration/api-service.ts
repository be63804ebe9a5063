import { isSameBundle } from './ca-secret.ts'
import { InstallationError, patchManaged, readManaged } from './cluster-objects.ts'
import type { ClusterObjects, ManagedObject } from './cluster-objects.ts'

/** The Service under which kube-apiserver reaches this server. */
export interface ServiceName {
  readonly namespace: string
  readonly name: string
}

/** What of an apiregistration.k8s.io/v1 APIService matters here. */
interface ApiServiceObject {
  readonly metadata?: { readonly resourceVersion?: string }
  readonly spec?: {
    readonly service?: Partial<ServiceName> | null
    readonly caBundle?: string
    readonly insecureSkipTLSVerify?: boolean
  }
}

/** `name` is `<version>.<group>`. */
export function apiServiceObject(name: string): ManagedObject {
  return { path: `/apis/apiregistration.k8s.io/v1/apiservices/${name}`, title: `APIService ${name}` }
}

export interface CaBundleOptions {
  /** Whose certificates the bundle verifies: an APIService of another Service is left alone. */
  readonly service: ServiceName
  /** PEM. */
  readonly bundle: string
  readonly signal: AbortSignal
}

/**
 * Makes kube-apiserver trust exactly `bundle`, and verify by it. True when that was written, false when it was so
 * already. Rejects with InstallationError, or with a conflict.
 */
export async function ensureCaBundle(
  cluster: ClusterObjects,
  object: ManagedObject,
  { service, bundle, signal }: CaBundleOptions,
): Promise<boolean> {
  const { metadata, spec } = (await readManaged(cluster, object, signal)) as ApiServiceObject
  assertOurs(object, spec?.service ?? {}, service)
  const current = Buffer.from(spec?.caBundle ?? '', 'base64').toString()
  if (isSameBundle(current, bundle) && spec?.insecureSkipTLSVerify !== true) return false
  const caBundle = Buffer.from(bundle).toString('base64')
  const patch = {
    metadata: { resourceVersion: metadata?.resourceVersion },
    spec: { caBundle, insecureSkipTLSVerify: null },
  }
  await patchManaged(cluster, object, patch, signal)
  return true
}

function assertOurs({ title }: ManagedObject, found: Partial<ServiceName>, own: ServiceName): void {
  if (found.namespace === own.namespace && found.name === own.name) return
  const [theirs, ours] = [found, own].map(({ namespace, name }) => `${namespace ?? ''}/${name ?? ''}`)
  throw new InstallationError(
    `${title} is of the Service ${theirs}, not of ${ours}: see --service-namespace and --service-name`,
  )
}

import { X509Certificate } from 'node:crypto'
import { readCa } from '../../pki/ca.ts'
import type { Ca, CaPem } from '../../pki/ca.ts'
import { patchManaged, readManaged } from './cluster-objects.ts'
import type { ClusterObjects, ManagedObject } from './cluster-objects.ts'

/** An operator sets it to anything new, and the CA is rotated. */
const rotateAnnotation = 'aranya.arhat.dev/rotate'
/** What it was set to when the last rotation began. */
const rotatedAnnotation = 'aranya.arhat.dev/rotated'

/** The Secret that keeps the CA, as it was read. */
export interface CaSecret {
  readonly resourceVersion: string | undefined
  /** Undefined: there is no CA in it yet, or none that is good. */
  readonly state: CaState | undefined
  /** Why what is there is not good. */
  readonly problem: string | undefined
  /** The rotation that an operator asked for, until it begins. */
  readonly rotationAsked: string | undefined
}

/** What of a v1 Secret matters here. */
interface SecretObject {
  readonly metadata?: {
    readonly resourceVersion?: string
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly data?: Readonly<Record<string, string>>
}

export function secretObject(namespace: string, name: string): ManagedObject {
  return { path: `/api/v1/namespaces/${namespace}/secrets/${name}`, title: `Secret ${namespace}/${name}` }
}

/** Rejects with InstallationError. */
export async function readCaSecret(
  cluster: ClusterObjects,
  object: ManagedObject,
  { nowMs, signal }: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<CaSecret> {
  const { metadata, data } = (await readManaged(cluster, object, signal)) as SecretObject
  const asked = metadata?.annotations?.[rotateAnnotation]
  const begun = metadata?.annotations?.[rotatedAnnotation]
  return {
    resourceVersion: metadata?.resourceVersion,
    rotationAsked: asked === begun ? undefined : asked,
    ...readState(data ?? {}, nowMs),
  }
}

function readState(data: Readonly<Record<string, string>>, nowMs: number): Pick<CaSecret, 'state' | 'problem'> {
  const signing = readPair(data, '')
  if (!signing) return { state: undefined, problem: undefined }
  const next = readPair(data, 'next-')
  const previousPem = decode(data['previous-ca.crt'])
  try {
    openCa(signing, nowMs)
    if (next) openCa(next, nowMs, 'next-')
    return { state: { signing, ...(next && { next }), ...(previousPem && { previousPem }) }, problem: undefined }
  } catch (error) {
    return { state: undefined, problem: error instanceof Error ? error.message : String(error) }
  }
}

function readPair(data: Readonly<Record<string, string>>, prefix: string): CaPem | undefined {
  const [certificatePem, keyPem] = [decode(data[`${prefix}ca.crt`]), decode(data[`${prefix}ca.key`])]
  return certificatePem || keyPem ? { certificatePem, keyPem } : undefined
}

/** Replaces what `secret` held. Rejects with a conflict when it is not as it was read. */
export async function writeCaSecret(
  cluster: ClusterObjects,
  object: ManagedObject,
  { secret, state, signal }: { readonly secret: CaSecret; readonly state: CaState; readonly signal: AbortSignal },
): Promise<void> {
  const { resourceVersion, rotationAsked } = secret
  // A CA that is made because there was none is new as well.
  const isBegun = rotationAsked !== undefined && (state.next !== undefined || secret.state === undefined)
  const metadata = { resourceVersion, ...(isBegun && { annotations: { [rotatedAnnotation]: rotationAsked } }) }
  await patchManaged(cluster, object, { metadata, data: toData(state) }, signal)
}

/** In a merge patch null removes what is there. */
function toData({ signing, next, previousPem }: CaState): Record<string, string | null> {
  return {
    'ca.crt': encode(signing.certificatePem),
    'ca.key': encode(signing.keyPem),
    'next-ca.crt': encode(next?.certificatePem),
    'next-ca.key': encode(next?.keyPem),
    'previous-ca.crt': encode(previousPem),
  }
}

function encode(text: string | undefined): string | null {
  return text === undefined ? null : Buffer.from(text).toString('base64')
}

function decode(text: string | undefined): string {
  return Buffer.from(text ?? '', 'base64').toString()
}

/** The CAs of a server, and how far a rotation has come. */
export interface CaState {
  /** Signs the serving certificate. */
  readonly signing: CaPem
  /** Trusted already; signs when everybody trusts it. */
  readonly next?: CaPem
  /** The certificate of the CA that signed before; trusted until nobody can still be shown what it signed. */
  readonly previousPem?: string
}

/** What clients are to trust: PEM. */
export function toCaBundle({ signing, next, previousPem }: CaState): string {
  return [signing.certificatePem, next?.certificatePem, previousPem].filter((pem) => pem !== undefined).join('')
}

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** True when both hold the same certificates, in whatever order. */
export function isSameBundle(one: string, other: string): boolean {
  return fingerprints(one) === fingerprints(other)
}

function fingerprints(bundle: string): string {
  const found = (bundle.match(pemBlock) ?? []).map(fingerprint)
  return [...new Set(found)].toSorted().join()
}

function fingerprint(pem: string): string {
  try {
    return new X509Certificate(pem).fingerprint256
  } catch {
    return 'unreadable'
  }
}

/** The CA that a Secret holds under these names. Throws an Error that says what is wrong with it. */
export function openCa(pem: CaPem, nowMs: number, prefix = ''): Ca {
  return readCa(pem, { certificate: `${prefix}ca.crt`, key: `${prefix}ca.key` }, nowMs)
}

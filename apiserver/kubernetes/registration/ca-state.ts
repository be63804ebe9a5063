import { X509Certificate } from 'node:crypto'
import { readCa } from '../../pki/ca.ts'
import type { Ca, CaPem } from '../../pki/ca.ts'

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

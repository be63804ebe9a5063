import type { X509Certificate } from 'node:crypto'
import forge from 'node-forge'
import { bytesOf, childrenOf, oidOf, parseDer } from '../../pki/der.ts'
import type { DerNode } from '../../pki/der.ts'

/** What `node:crypto` does not tell of a certificate. */
export interface CertificateExtensions {
  /** RFC 5280, 4.2.1.9: how many intermediate certificates may follow. */
  readonly pathLength: number | undefined
  /** Critical extensions that are not evaluated here, so that the certificate must not be used. */
  readonly unhandled: readonly string[]
  /** Signed with a digest that can be forged. */
  readonly isWeak: boolean
}

const basicConstraints = '2.5.29.19'
/** Key usage, alternative names, extended key usage: OpenSSL evaluates them, or they mean nothing for a client's chain. */
const handled: ReadonlySet<string> = new Set(['2.5.29.15', '2.5.29.17', basicConstraints, '2.5.29.37'])
/** MD2, MD4 and MD5 with RSA, SHA-1 with RSA, DSA and ECDSA: what Go refuses. */
const weakSignatures: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.2',
  '1.2.840.113549.1.1.3',
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10040.4.3',
  '1.2.840.10045.4.1',
])

interface Extension {
  readonly oid: string
  readonly isCritical: boolean
  /** DER. */
  readonly value: Buffer
}

/** Throws when the structure is not a certificate's. */
export function readExtensions(certificate: X509Certificate): CertificateExtensions {
  const [signed, algorithm] = childrenOf(parseDer(certificate.raw))
  const extensions = findExtensions(signed)
  const constraints = extensions.find(({ oid }) => oid === basicConstraints)
  return {
    pathLength: constraints && readPathLength(constraints.value),
    unhandled: extensions.filter(({ oid, isCritical }) => isCritical && !handled.has(oid)).map(({ oid }) => oid),
    isWeak: weakSignatures.has(oidOf(childrenOf(algorithm)[0])),
  }
}

function findExtensions(signed: DerNode | undefined): readonly Extension[] {
  const { CONTEXT_SPECIFIC } = forge.asn1.Class
  // The tag [3], which node-forge names after the universal type of that number.
  const extensionsTag = forge.asn1.Type.BITSTRING
  const wrapper = childrenOf(signed).find(
    ({ tagClass, type }) => tagClass === CONTEXT_SPECIFIC && type === extensionsTag,
  )
  return childrenOf(childrenOf(wrapper)[0]).map(toExtension)
}

/** An OID, `critical` unless it is false, and the value as an OCTET STRING. */
function toExtension(extension: DerNode): Extension {
  const parts = childrenOf(extension)
  const flag = parts.length > 2 ? parts[1] : undefined
  return { oid: oidOf(parts[0]), isCritical: bytesOf(flag)[0] === 0xff, value: bytesOf(parts.at(-1)) }
}

function readPathLength(value: Buffer): number | undefined {
  const integer = childrenOf(parseDer(value)).find(({ type }) => type === forge.asn1.Type.INTEGER)
  return integer && Number(`0x${bytesOf(integer).toString('hex')}`)
}

import type { X509Certificate } from 'node:crypto'
import forge from 'node-forge'

/** What of a certificate `node:crypto` does not tell. */
export interface CertificateExtensions {
  /** RFC 5280, 4.2.1.9: how many intermediate certificates may follow. */
  readonly pathLength: number | undefined
  /** Critical extensions that are not looked at here, so that the certificate must not be used. */
  readonly unhandled: readonly string[]
  /** Signed with a digest that can be forged. */
  readonly isWeak: boolean
}

const basicConstraints = '2.5.29.19'
/** Key usage, alternative names, extended key usage: OpenSSL looks at them, or they mean nothing for a client's chain. */
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
  readonly value: string
}

/** Throws where the structure is not a certificate's. */
export function readExtensions(certificate: X509Certificate): CertificateExtensions {
  const [signed, algorithm] = childrenOf(fromDer(certificate.raw.toString('latin1')))
  const extensions = findExtensions(signed)
  const constraints = extensions.find(({ oid }) => oid === basicConstraints)
  return {
    pathLength: constraints && readPathLength(constraints.value),
    unhandled: extensions.filter(({ oid, isCritical }) => isCritical && !handled.has(oid)).map(({ oid }) => oid),
    isWeak: weakSignatures.has(toOid(childrenOf(algorithm)[0])),
  }
}

function findExtensions(signed: forge.asn1.Asn1 | undefined): readonly Extension[] {
  const { CONTEXT_SPECIFIC } = forge.asn1.Class
  // `[3]`, for which the library has the name of the universal type of that number.
  const extensionsTag = forge.asn1.Type.BITSTRING
  const wrapper = childrenOf(signed).find(
    ({ tagClass, type }) => tagClass === CONTEXT_SPECIFIC && type === extensionsTag,
  )
  return childrenOf(childrenOf(wrapper)[0]).map(toExtension)
}

/** An OID, `critical` where it is not false, and the value as an octet string. */
function toExtension(extension: forge.asn1.Asn1): Extension {
  const parts = childrenOf(extension)
  const flag = parts.length > 2 ? parts[1] : undefined
  return { oid: toOid(parts[0]), isCritical: flag?.value === '\xff', value: toBytes(parts.at(-1)) }
}

function readPathLength(value: string): number | undefined {
  const integer = childrenOf(fromDer(value)).find(({ type }) => type === forge.asn1.Type.INTEGER)
  return integer && Number(`0x${forge.util.bytesToHex(toBytes(integer))}`)
}

function fromDer(bytes: string): forge.asn1.Asn1 {
  return forge.asn1.fromDer(bytes, { strict: true, parseAllBytes: true, decodeBitStrings: false } as never)
}

function childrenOf(node: forge.asn1.Asn1 | undefined): readonly forge.asn1.Asn1[] {
  return Array.isArray(node?.value) ? node.value : []
}

function toBytes(node: forge.asn1.Asn1 | undefined): string {
  return typeof node?.value === 'string' ? node.value : ''
}

function toOid(node: forge.asn1.Asn1 | undefined): string {
  return typeof node?.value === 'string' ? forge.asn1.derToOid(node.value) : ''
}

import forge from 'node-forge'

/*
 * Reads ASN.1 structures that node-forge parsed but has no model for: requests and certificates with keys other than RSA.
 * A node of an unexpected type reads as empty, so that callers need no check for each step.
 */

export type DerNode = forge.asn1.Asn1

/** Throws node-forge's Error for bytes that are not strict DER, or are followed by others. */
export function parseDer(der: Buffer): DerNode {
  const options = { strict: true, parseAllBytes: true, decodeBitStrings: false }
  // The declared types know a boolean only.
  return forge.asn1.fromDer(der.toString('latin1'), options as never)
}

export function encodeDer(node: DerNode): Buffer {
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1')
}

/** The elements of a SEQUENCE, a SET or an explicit tag. */
export function childrenOf(node: DerNode | undefined): DerNode[] {
  return Array.isArray(node?.value) ? node.value : []
}

/** The contents of a primitive value. */
export function bytesOf(node: DerNode | undefined): Buffer {
  return Buffer.from(typeof node?.value === 'string' ? node.value : '', 'latin1')
}

/** The bytes of a BIT STRING, without the count of unused bits. */
export function bitsOf(node: DerNode | undefined): Buffer {
  return node?.type === forge.asn1.Type.BITSTRING ? bytesOf(node).subarray(1) : Buffer.alloc(0)
}

/** An OBJECT IDENTIFIER in dotted form. */
export function oidOf(node: DerNode | undefined): string {
  const bytes = node?.type === forge.asn1.Type.OID ? bytesOf(node) : Buffer.alloc(0)
  return bytes.length > 0 ? forge.asn1.derToOid(forge.util.createBuffer(bytes.toString('latin1'))) : ''
}

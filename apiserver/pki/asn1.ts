import forge from 'node-forge'

/** What forge leaves to its users in reading structures. */

/** The fields of a SEQUENCE, or none where it is something else. */
export function fieldsOf(node: forge.asn1.Asn1): forge.asn1.Asn1[] {
  return Array.isArray(node.value) ? node.value : []
}

/**
 * The whole bytes of a BIT STRING; undefined where it is something else or empty. forge decodes one that looks like DER,
 * and then keeps its bytes aside.
 */
export function bytesOfBits(node: forge.asn1.Asn1): Buffer | undefined {
  const raw: unknown = 'bitStringContents' in node ? node.bitStringContents : node.value
  if (node.type !== forge.asn1.Type.BITSTRING || typeof raw !== 'string' || raw === '') return undefined
  // The first byte counts the unused bits of the last.
  return Buffer.from(raw.slice(1), 'latin1')
}

export function toDer(node: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1')
}

/** Throws forge's Error for what is no DER. */
export function fromDer(der: Buffer): forge.asn1.Asn1 {
  return forge.asn1.fromDer(der.toString('latin1'))
}

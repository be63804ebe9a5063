import { createHash, createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import forge from 'node-forge'

/** A request for an RSA key of 4096 bits has less than 2 KiB. */
const maxRequestLength = 16 * 1024
const minKeyBits = 2048
const maxKeyBits = 4096
/** Larger exponents only make each verification slower. */
const maxExponent = 0xffff_ffffn

/** RFC 8017, appendix C: which digest a signature algorithm uses. */
const digests: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
}

/** A certificate request whose signature and key were checked. */
export interface CertificateRequest {
  readonly publicKey: KeyObject
  /** `sha256:<hex>` over the DER SubjectPublicKeyInfo. */
  readonly keyHash: string
  /** The subject's common name, or empty. */
  readonly commonName: string
}

/** Why a certificate request is not acceptable; the message may be shown to whoever sent it. */
export class CertificateRequestError extends Error {
  override readonly name = 'CertificateRequestError'
}

/**
 * Reads a PKCS#10 request (PEM) from anyone: bounded in size, RSA of 2048 to 4096 bits, signed by its own key with
 * SHA-2. Throws CertificateRequestError for everything else.
 */
export function parseCertificateRequest(pem: string): CertificateRequest {
  const [info, algorithm, signature] = readParts(pem)
  const publicKey = readKey(childAt(info, 2))
  verifySignature({ info, algorithm, signature, publicKey })
  return { publicKey, keyHash: hashKey(publicKey), commonName: readCommonName(childAt(info, 1)) }
}

/** `sha256:<hex>` over the DER SubjectPublicKeyInfo of a public key. */
export function hashKey(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return `sha256:${createHash('sha256').update(der).digest('hex')}`
}

function readParts(pem: string): [forge.asn1.Asn1, forge.asn1.Asn1, forge.asn1.Asn1] {
  if (pem.length > maxRequestLength) throw new CertificateRequestError('the certificate request is too large')
  const body =
    /^-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END (?:NEW )?CERTIFICATE REQUEST-----\s*$/.exec(
      pem,
    )
  if (!body?.[1]) throw new CertificateRequestError('the certificate request is not PEM')
  const root = decodeDer(Buffer.from(body[1], 'base64'))
  return [childAt(root, 0), childAt(root, 1), childAt(root, 2)]
}

function decodeDer(der: Buffer): forge.asn1.Asn1 {
  try {
    return forge.asn1.fromDer(der.toString('latin1'))
  } catch (cause) {
    throw new CertificateRequestError('the certificate request is not DER', { cause })
  }
}

function childAt(node: forge.asn1.Asn1, index: number): forge.asn1.Asn1 {
  const child = Array.isArray(node.value) ? node.value[index] : undefined
  if (!child) throw new CertificateRequestError('the certificate request is not a PKCS#10 structure')
  return child
}

function readKey(node: forge.asn1.Asn1): KeyObject {
  const key = importKey(node)
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType !== 'rsa' || modulusLength < minKeyBits || modulusLength > maxKeyBits)
    throw new CertificateRequestError(
      `the key of a certificate request must be RSA of ${minKeyBits} to ${maxKeyBits} bits`,
    )
  if (publicExponent < 3n || publicExponent > maxExponent || publicExponent % 2n === 0n)
    throw new CertificateRequestError('the public exponent of the key is not acceptable')
  return key
}

function importKey(node: forge.asn1.Asn1): KeyObject {
  try {
    return createPublicKey({ key: toDer(node), format: 'der', type: 'spki' })
  } catch (cause) {
    throw new CertificateRequestError('the certificate request holds no readable key', { cause })
  }
}

interface SignedRequest {
  readonly info: forge.asn1.Asn1
  readonly algorithm: forge.asn1.Asn1
  readonly signature: forge.asn1.Asn1
  readonly publicKey: KeyObject
}

function verifySignature({ info, algorithm, signature, publicKey }: SignedRequest): void {
  const digest = digests[readOid(childAt(algorithm, 0))]
  if (digest === undefined)
    throw new CertificateRequestError('the certificate request must be signed with RSA and SHA-2')
  if (!verify(digest, toDer(info), publicKey, readBits(signature)))
    throw new CertificateRequestError('the certificate request is not signed by its own key')
}

function readOid(node: forge.asn1.Asn1): string {
  if (node.type !== forge.asn1.Type.OID || typeof node.value !== 'string' || node.value === '') return ''
  return forge.asn1.derToOid(forge.util.createBuffer(node.value))
}

/** The bytes of a BIT STRING. forge decodes one that looks like DER, and then keeps its bytes aside. */
function readBits(node: forge.asn1.Asn1): Buffer {
  const raw: unknown = 'bitStringContents' in node ? node.bitStringContents : node.value
  if (node.type !== forge.asn1.Type.BITSTRING || typeof raw !== 'string' || raw === '')
    throw new CertificateRequestError('the certificate request has no signature')
  return Buffer.from(raw.slice(1), 'latin1')
}

function toDer(node: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1')
}

function readCommonName(subject: forge.asn1.Asn1): string {
  const names = Array.isArray(subject.value)
    ? subject.value.flatMap((set) => (Array.isArray(set.value) ? set.value : []))
    : []
  const found = names.find((pair) => readOid(childAt(pair, 0)) === '2.5.4.3')
  const value = found && childAt(found, 1).value
  return typeof value === 'string' ? value : ''
}

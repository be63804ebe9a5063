import { createHash, createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import forge from 'node-forge'
import { bytesOfBits, fieldsOf, fromDer, toDer } from './asn1.ts'

/** A request for an RSA key of 4096 bits has less than 2 KiB. */
const maxRequestLength = 16 * 1024
const minKeyBits = 2048
const maxKeyBits = 4096
/** Larger exponents only make each verification slower. */
const maxExponent = 0xffff_ffffn

/** As OpenSSL calls them: P-256 and P-384. */
const curves: ReadonlySet<string | undefined> = new Set(['prime256v1', 'secp384r1'])

interface SignatureAlgorithm {
  readonly keyType: 'rsa' | 'ec'
  readonly digest: string
}

/** RFC 8017, appendix C, and RFC 5758, 3.2. */
const algorithms: Readonly<Record<string, SignatureAlgorithm>> = {
  '1.2.840.113549.1.1.11': { keyType: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { keyType: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { keyType: 'rsa', digest: 'sha512' },
  '1.2.840.10045.4.3.2': { keyType: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { keyType: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { keyType: 'ec', digest: 'sha512' },
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
 * Reads a PKCS#10 request (PEM) from anyone: bounded in size, ECDSA on P-256 or P-384 or RSA of 2048 to 4096 bits, signed
 * by its own key with SHA-2. Throws CertificateRequestError for everything else.
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
    return fromDer(der)
  } catch (cause) {
    throw new CertificateRequestError('the certificate request is not DER', { cause })
  }
}

function childAt(node: forge.asn1.Asn1, index: number): forge.asn1.Asn1 {
  const child = fieldsOf(node)[index]
  if (!child) throw new CertificateRequestError('the certificate request is not a PKCS#10 structure')
  return child
}

function readKey(node: forge.asn1.Asn1): KeyObject {
  const key = importKey(node)
  const isGood = key.asymmetricKeyType === 'ec' ? curves.has(key.asymmetricKeyDetails?.namedCurve) : isGoodRsa(key)
  if (!isGood)
    throw new CertificateRequestError(
      `the key of a certificate request must be on P-256 or P-384, or RSA of ${minKeyBits} to ${maxKeyBits} bits`,
    )
  return key
}

function isGoodRsa({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails
  if (asymmetricKeyType !== 'rsa' || modulusLength < minKeyBits || modulusLength > maxKeyBits) return false
  if (publicExponent < 3n || publicExponent > maxExponent || publicExponent % 2n === 0n)
    throw new CertificateRequestError('the public exponent of the key is not acceptable')
  return true
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
  const known = algorithms[readOid(childAt(algorithm, 0))]
  if (known === undefined || known.keyType !== publicKey.asymmetricKeyType)
    throw new CertificateRequestError('the certificate request must be signed by its own key, with SHA-2')
  if (!verify(known.digest, toDer(info), publicKey, readBits(signature)))
    throw new CertificateRequestError('the certificate request is not signed by its own key')
}

function readOid(node: forge.asn1.Asn1): string {
  if (node.type !== forge.asn1.Type.OID || typeof node.value !== 'string' || node.value === '') return ''
  return forge.asn1.derToOid(forge.util.createBuffer(node.value))
}

function readBits(node: forge.asn1.Asn1): Buffer {
  const bits = bytesOfBits(node)
  if (bits === undefined) throw new CertificateRequestError('the certificate request has no signature')
  return bits
}

function readCommonName(subject: forge.asn1.Asn1): string {
  const names = fieldsOf(subject).flatMap(fieldsOf)
  const found = names.find((pair) => readOid(childAt(pair, 0)) === '2.5.4.3')
  const value = found && childAt(found, 1).value
  return typeof value === 'string' ? value : ''
}

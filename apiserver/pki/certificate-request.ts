import { createHash, createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { bitsOf, bytesOf, childrenOf, encodeDer, oidOf, parseDer } from './der.ts'
import type { DerNode } from './der.ts'

/** Characters. A request for an RSA key of 4096 bits has fewer than 2048. */
const maxRequestLength = 16 * 1024
const minKeyBits = 2048
const maxKeyBits = 4096
/** Larger exponents only slow down each verification. */
const maxExponent = 0xffff_ffffn

/** RFC 5280, appendix A: id-at-commonName. */
const commonNameId = '2.5.4.3'

/** P-256 and P-384, in OpenSSL's names. */
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

/** A certificate request whose key and signature were verified. */
export interface CertificateRequest {
  readonly publicKey: KeyObject
  /** `sha256:<hex>` over the DER SubjectPublicKeyInfo. */
  readonly keyHash: string
  /** The subject's common name, or empty. */
  readonly commonName: string
}

/** Why a certificate request is refused. The message is fit for its sender. */
export class CertificateRequestError extends Error {
  override readonly name = 'CertificateRequestError'
}

/**
 * Parses a PKCS#10 request (PEM) from an untrusted sender: bounded in size, a key on P-256 or P-384 or of RSA with 2048 to
 * 4096 bits, signed by that key with SHA-2. Throws CertificateRequestError for everything else.
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

function readParts(pem: string): [DerNode, DerNode, DerNode] {
  if (pem.length > maxRequestLength)
    throw new CertificateRequestError(
      `the certificate request is too large; at most ${maxRequestLength} characters are accepted`,
    )
  const body =
    /^-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END (?:NEW )?CERTIFICATE REQUEST-----\s*$/.exec(
      pem,
    )
  if (!body?.[1]) throw new CertificateRequestError('the certificate request is not PEM')
  const root = decodeDer(Buffer.from(body[1], 'base64'))
  return [childAt(root, 0), childAt(root, 1), childAt(root, 2)]
}

function decodeDer(der: Buffer): DerNode {
  try {
    return parseDer(der)
  } catch (cause) {
    throw new CertificateRequestError('the certificate request is not DER', { cause })
  }
}

function childAt(node: DerNode, index: number): DerNode {
  const child = childrenOf(node)[index]
  if (!child) throw new CertificateRequestError('the certificate request is not a PKCS#10 structure')
  return child
}

function readKey(node: DerNode): KeyObject {
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

function importKey(node: DerNode): KeyObject {
  try {
    return createPublicKey({ key: encodeDer(node), format: 'der', type: 'spki' })
  } catch (cause) {
    throw new CertificateRequestError('the key of the certificate request cannot be read', { cause })
  }
}

interface SignedRequest {
  readonly info: DerNode
  readonly algorithm: DerNode
  readonly signature: DerNode
  readonly publicKey: KeyObject
}

function verifySignature({ info, algorithm, signature, publicKey }: SignedRequest): void {
  const known = algorithms[oidOf(childAt(algorithm, 0))]
  if (known === undefined || known.keyType !== publicKey.asymmetricKeyType)
    throw new CertificateRequestError('the certificate request must be signed by its own key, with SHA-2')
  if (!verify(known.digest, encodeDer(info), publicKey, bitsOf(signature)))
    throw new CertificateRequestError('the certificate request is not signed by its own key')
}

function readCommonName(subject: DerNode): string {
  const attributes = childrenOf(subject).flatMap(childrenOf).map(childrenOf)
  const [, value] = attributes.find(([type]) => oidOf(type) === commonNameId) ?? []
  return bytesOf(value).toString('latin1')
}

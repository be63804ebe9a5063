import { createPublicKey, sign, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { UserError } from '../../state/state-files.ts'

const tags = {
  integer: 0x02,
  bitString: 0x03,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  attributes: 0xa0,
}
/** 2.5.4.3, commonName. */
const commonNameOid = Buffer.from('550403', 'hex')
/** ecdsa-with-SHA256, 1.2.840.10045.4.3.2: RFC 5758, 3.2. */
const ecdsa = der(tags.sequence, der(tags.oid, Buffer.from('2a8648ce3d040302', 'hex')))
/** sha256WithRSAEncryption, 1.2.840.113549.1.1.11, for who brings a key of that kind: RFC 8017, appendix C. */
const rsa = der(tags.sequence, der(tags.oid, Buffer.from('2a864886f70d01010b', 'hex')), der(tags.null))

/**
 * A PKCS#10 request (RFC 2986), PEM, for a key on an elliptic curve or an RSA key. It is four fields, written here so that the agent need not keep a
 * library of certificates in memory for it.
 */
export async function makeCertificateRequest(key: KeyObject, commonName: string): Promise<string> {
  const info = der(
    tags.sequence,
    der(tags.integer, Buffer.of(0)),
    toName(commonName),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    der(tags.attributes),
  )
  const signature = await promisify(sign)('sha256', info, key)
  const algorithm = key.asymmetricKeyType === 'rsa' ? rsa : ecdsa
  // The first byte of a bit string counts the unused bits of its last.
  return toPem(der(tags.sequence, info, algorithm, der(tags.bitString, Buffer.of(0), signature)))
}

function toName(commonName: string): Buffer {
  const attribute = der(tags.sequence, der(tags.oid, commonNameOid), der(tags.utf8, Buffer.from(commonName)))
  return der(tags.sequence, der(tags.set, attribute))
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.of(tag), derLength(content.length), content])
}

/** X.690, 8.1.3: below 128 the length itself, else the number of its bytes and then those. */
function derLength(length: number): Buffer {
  if (length < 128) return Buffer.of(length)
  const hex = length.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes])
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''].join('\n')
}

/** Returns `chain` when its first certificate is for `key`. Throws UserError. */
export function checkCertificate(chain: string, key: KeyObject): string {
  try {
    if (new X509Certificate(chain).checkPrivateKey(key)) return chain
  } catch (error) {
    throw new UserError(`the server answered with no certificate: ${(error as Error).message}`, { cause: error })
  }
  throw new UserError('the server answered with a certificate for another key')
}

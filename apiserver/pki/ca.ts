import { createHash, createPrivateKey, createPublicKey, generateKeyPair, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'
import { buildCertificate, certificatePem } from './certificate.ts'

const defaultKeyBits = 3072

/** A CA in memory. */
export interface Ca {
  readonly certificate: forge.pki.Certificate
  readonly key: KeyObject
  readonly pem: string
  /** `sha256:<hex>` over the certificate's DER. */
  readonly hash: string
}

/** A CA as it is stored. */
export interface CaPem {
  readonly certificatePem: string
  /** PKCS#8. */
  readonly keyPem: string
}

/** Where a CA's parts are stored, for errors. */
export interface CaNames {
  readonly certificate: string
  readonly key: string
}

export interface NewCa {
  readonly name: string
  readonly days: number
  readonly nowMs: number
}

/** A new CA with a key of its own, RSA. */
export async function makeCa(options: NewCa & { readonly keyBits: number }): Promise<CaPem> {
  const key = await makeCaKey(options.keyBits)
  return { certificatePem: await makeCaCertificate(options, key), keyPem: exportCaKey(key) }
}

export async function makeCaKey(keyBits = defaultKeyBits): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('rsa', { modulusLength: keyBits })).privateKey
}

export function exportCaKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** PEM, signed by its own key. */
export async function makeCaCertificate({ name, days, nowMs }: NewCa, key: KeyObject): Promise<string> {
  const spec = { commonName: name, publicKey: createPublicKey(key), usage: 'ca', days, nowMs } as const
  return certificatePem(await buildCertificate(spec, key))
}

/** Throws an Error that names the part that is damaged, does not fit the other, or has expired. */
export function readCa({ certificatePem, keyPem }: CaPem, names: CaNames, nowMs: number): Ca {
  const key = readCaKey(keyPem, names.key)
  const x509 = readCertificate(certificatePem, names.certificate)
  if (!x509.checkPrivateKey(key)) throw new Error(`${names.key} is not the key of ${names.certificate}`)
  if (!x509.ca || !x509.verify(x509.publicKey)) throw new Error(`${names.certificate} is not the certificate of a CA`)
  if (Date.parse(x509.validTo) <= nowMs) throw new Error(`${names.certificate} expired at ${x509.validTo}`)
  const hash = `sha256:${createHash('sha256').update(x509.raw).digest('hex')}`
  return { key, pem: x509.toString(), hash, certificate: forge.pki.certificateFromPem(certificatePem) }
}

/** Throws an Error that names the key. */
export function readCaKey(pem: string, name: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new Error(`${name} is damaged: it holds no readable private key`, { cause })
  }
}

function readCertificate(pem: string, name: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new Error(`${name} is damaged: it holds no readable certificate`, { cause })
  }
}

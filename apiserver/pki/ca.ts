import { createHash, createPrivateKey, createPublicKey, generateKeyPair, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { chmod, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import forge from 'node-forge'
import { buildCertificate, certificatePem } from './certificate.ts'
import { makePrivateDir, readIfThere, writeAtomically } from './key-files.ts'

const defaultKeyBits = 3072
const caDays = 3650
const keyMode = 0o600
const certificateMode = 0o644

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
interface CaNames {
  readonly certificate: string
  readonly key: string
}

interface NewCa {
  readonly name: string
  readonly days: number
  readonly nowMs: number
}

interface CaLocation {
  readonly dir: string
  readonly name: string
  readonly nowMs: number
}

/** Reads `ca.key` and `ca.crt`, or creates them. Throws an Error that names the file at fault. */
export async function loadCa({ dir, name, nowMs }: CaLocation): Promise<Ca> {
  await makePrivateDir(dir)
  const paths = { key: join(dir, 'ca.key'), certificate: join(dir, 'ca.crt') }
  const [storedKey, pem] = await Promise.all([readIfThere(paths.key), readIfThere(paths.certificate)])
  if (storedKey === undefined && pem !== undefined)
    throw new Error(`${paths.key} is missing, but ${paths.certificate} exists; restore the key, or remove both`)
  const key = storedKey === undefined ? await makeKeyFile(paths.key) : await readKeyFile(paths.key, storedKey)
  // A first start that was interrupted leaves a key alone: nothing was signed with it yet.
  const certificatePem = pem ?? (await makeCertificateFile(paths.certificate, { name, nowMs, key }))
  return readCa({ certificatePem, keyPem: exportCaKey(key) }, paths, nowMs)
}

/** Creates a CA with a new RSA key. */
export async function makeCa(options: NewCa & { readonly keyBits: number }): Promise<CaPem> {
  const key = await makeCaKey(options.keyBits)
  return { certificatePem: await makeCaCertificate(options, key), keyPem: exportCaKey(key) }
}

/** Throws an Error that names the part that is damaged, does not match the other, or has expired. */
export function readCa({ certificatePem, keyPem }: CaPem, names: CaNames, nowMs: number): Ca {
  const key = readCaKey(keyPem, names.key)
  const x509 = readCertificate(certificatePem, names.certificate)
  if (!x509.checkPrivateKey(key)) throw new Error(`${names.key} is not the key of ${names.certificate}`)
  if (!x509.ca || !x509.verify(x509.publicKey)) throw new Error(`${names.certificate} is not the certificate of a CA`)
  if (Date.parse(x509.validTo) <= nowMs) throw new Error(`${names.certificate} expired at ${x509.validTo}`)
  const hash = `sha256:${createHash('sha256').update(x509.raw).digest('hex')}`
  return { key, pem: x509.toString(), hash, certificate: forge.pki.certificateFromPem(certificatePem) }
}

async function makeKeyFile(path: string): Promise<KeyObject> {
  const key = await makeCaKey()
  await writeAtomically(path, exportCaKey(key), keyMode)
  return key
}

async function readKeyFile(path: string, pem: string): Promise<KeyObject> {
  // A copy or a restored backup may have widened the mode.
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, keyMode)
  return readCaKey(pem, path)
}

interface NewCertificate {
  readonly name: string
  readonly nowMs: number
  readonly key: KeyObject
}

async function makeCertificateFile(path: string, { name, nowMs, key }: NewCertificate): Promise<string> {
  const pem = await makeCaCertificate({ name, days: caDays, nowMs }, key)
  await writeAtomically(path, pem, certificateMode)
  return pem
}

async function makeCaKey(keyBits = defaultKeyBits): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('rsa', { modulusLength: keyBits })).privateKey
}

function exportCaKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** A self-signed certificate, PEM. */
async function makeCaCertificate({ name, days, nowMs }: NewCa, key: KeyObject): Promise<string> {
  const spec = { commonName: name, publicKey: createPublicKey(key), usage: 'ca', days, nowMs } as const
  return certificatePem(await buildCertificate(spec, key))
}

/** Throws an Error that names the key. */
function readCaKey(pem: string, name: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new Error(`${name} is damaged: no readable private key`, { cause })
  }
}

function readCertificate(pem: string, name: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new Error(`${name} is damaged: no readable certificate`, { cause })
  }
}

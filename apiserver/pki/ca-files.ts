import { createHash, createPrivateKey, createPublicKey, generateKeyPair, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { chmod, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import forge from 'node-forge'
import { buildCertificate, certificatePem } from './certificate.ts'
import { makePrivateDir, readIfThere, writeAtomically } from './key-files.ts'

const caKeyBits = 3072
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

export interface CaLocation {
  readonly dir: string
  readonly name: string
  readonly nowMs: number
}

/** Reads `ca.key` and `ca.crt`, or makes them. Throws an Error that names the file that is wrong. */
export async function loadCa({ dir, name, nowMs }: CaLocation): Promise<Ca> {
  await makePrivateDir(dir)
  const [keyPath, certificatePath] = [join(dir, 'ca.key'), join(dir, 'ca.crt')]
  const [keyPem, pem] = await Promise.all([readIfThere(keyPath), readIfThere(certificatePath)])
  if (keyPem === undefined && pem !== undefined)
    throw new Error(`${keyPath} is missing, but ${certificatePath} is there`)
  const key = keyPem === undefined ? await makeKey(keyPath) : await readKey(keyPath, keyPem)
  // A key alone was left by a first start that did not end: nothing was ever signed with it.
  const certificate = pem ?? (await makeCertificate({ path: certificatePath, name, nowMs, key }))
  return checkCa({ key, keyPath, pem: certificate, certificatePath, nowMs })
}

async function makeKey(path: string): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: caKeyBits })
  await writeAtomically(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), keyMode)
  return privateKey
}

async function readKey(path: string, pem: string): Promise<KeyObject> {
  // A copy or a restored backup may have widened the mode.
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, keyMode)
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new Error(`${path} is damaged: it holds no readable private key`, { cause })
  }
}

interface NewCertificate {
  readonly path: string
  readonly name: string
  readonly nowMs: number
  readonly key: KeyObject
}

async function makeCertificate({ path, name, nowMs, key }: NewCertificate): Promise<string> {
  const spec = { commonName: name, publicKey: createPublicKey(key), usage: 'ca', days: caDays, nowMs } as const
  const pem = certificatePem(await buildCertificate(spec, key))
  await writeAtomically(path, pem, certificateMode)
  return pem
}

interface CaFiles {
  readonly key: KeyObject
  readonly keyPath: string
  readonly pem: string
  readonly certificatePath: string
  readonly nowMs: number
}

function checkCa({ key, keyPath, pem, certificatePath, nowMs }: CaFiles): Ca {
  const x509 = parseX509(certificatePath, pem)
  if (!x509.checkPrivateKey(key)) throw new Error(`${keyPath} is not the key of ${certificatePath}`)
  if (!x509.ca || !x509.verify(x509.publicKey)) throw new Error(`${certificatePath} is not the certificate of a CA`)
  if (Date.parse(x509.validTo) <= nowMs) throw new Error(`${certificatePath} expired at ${x509.validTo}`)
  const hash = `sha256:${createHash('sha256').update(x509.raw).digest('hex')}`
  return { key, pem: x509.toString(), hash, certificate: forge.pki.certificateFromPem(pem) }
}

function parseX509(path: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new Error(`${path} is damaged: it holds no readable certificate`, { cause })
  }
}

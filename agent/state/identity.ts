import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { readIfThere, UserError, writeFileAtomically } from './state-files.ts'
import type { StatePaths } from './state-files.ts'

/** Who this agent is to the server, and how it knows the server. All PEM. */
export interface Identity {
  /** The one root that the server's certificate must end in. */
  readonly ca: string
  /** The certificate, and the CA's after it. */
  readonly certificate: string
  readonly key: string
  readonly validity: CertificateValidity
}

/** Milliseconds since the epoch. */
export interface CertificateValidity {
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/** Rejects with UserError that names the file which is missing or damaged. */
export async function readIdentity(paths: StatePaths): Promise<Identity> {
  const ca = await readNeeded(paths.ca)
  const certificate = await readNeeded(paths.certificate)
  const key = await readNeeded(paths.key)
  const leaf = checked(paths.certificate, () => new X509Certificate(certificate))
  checked(paths.ca, () => new X509Certificate(ca))
  const privateKey = checked(paths.key, () => createPrivateKey(key))
  if (!leaf.checkPrivateKey(privateKey)) throw damaged(paths.key, 'it is not the key of client.crt')
  return { ca, certificate, key, validity: validityOf(leaf) }
}

/** Whether `arhat join` has been here and came to its end. */
export async function isEnrolled(paths: StatePaths): Promise<boolean> {
  return (await readIfThere(paths.certificate)) !== undefined && (await readIfThere(paths.key)) !== undefined
}

export function validityOf(certificate: X509Certificate): CertificateValidity {
  return { notBeforeMs: Date.parse(certificate.validFrom), notAfterMs: Date.parse(certificate.validTo) }
}

async function readNeeded(path: string): Promise<string> {
  const text = await readIfThere(path)
  if (text === undefined) throw new UserError(`${path} is missing: enrol this device with \`arhat join\` first`)
  return text
}

function checked<T>(path: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw damaged(path, (error as Error).message)
  }
}

function damaged(path: string, reason: string): UserError {
  return new UserError(`${path} is damaged (${reason}): enrol this device again with \`arhat join --force\``)
}

/**
 * The random name of this state directory, made on first use: of two machines that tell the same one, one is a copy.
 */
export async function readInstance(path: string): Promise<string> {
  const known = (await readIfThere(path))?.trim()
  if (known && /^[0-9a-f]{32}$/.test(known)) return known
  const made = randomBytes(16).toString('hex')
  await writeFileAtomically(path, `${made}\n`)
  return made
}

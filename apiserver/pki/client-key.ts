import { createPrivateKey, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import type { Authority, ClientSubject } from './authority.ts'
import { readIfThere, writeAtomically } from './key-files.ts'

export interface ClientKeyOptions {
  readonly authority: Pick<Authority, 'certificatePem' | 'issueClient'>
  readonly dir: string
  /** The files are `<name>.crt` and `<name>.key` (0600). */
  readonly name: string
  readonly subject: ClientSubject
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

export interface ClientKey {
  /** PEM, the leaf first. */
  readonly cert: string
  /** PKCS#8, PEM. */
  readonly key: string
}

const dayMs = 86_400_000

/**
 * A user's key and certificate that are kept in files: those of the last time while a third of their life is left
 * and the authority is the same, else new ones, as where they are damaged.
 */
export async function openClientKey(options: ClientKeyOptions): Promise<ClientKey> {
  const paths = { cert: join(options.dir, `${options.name}.crt`), key: join(options.dir, `${options.name}.key`) }
  const [cert, key] = await Promise.all([readIfThere(paths.cert), readIfThere(paths.key)])
  if (cert !== undefined && key !== undefined && isGood({ cert, key }, options)) return { cert, key }
  const issued = await options.authority.issueClient(options.subject)
  await writeAtomically(paths.key, issued.keyPem, 0o600)
  await writeAtomically(paths.cert, issued.chainPem, 0o644)
  return { cert: issued.chainPem, key: issued.keyPem }
}

function isGood({ cert, key }: ClientKey, { authority, subject, now = Date.now }: ClientKeyOptions): boolean {
  try {
    const certificate = new X509Certificate(cert)
    const leftMs = Date.parse(certificate.validTo) - now()
    return (
      leftMs > (subject.days * dayMs) / 3 &&
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      certificate.verify(new X509Certificate(authority.certificatePem).publicKey)
    )
  } catch {
    return false
  }
}

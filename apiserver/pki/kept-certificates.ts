import { createPrivateKey, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import type { Authority, ClientSubject, IssuedKey, ServerSubject } from './authority.ts'
import { readIfThere, writeAtomically } from './key-files.ts'

/** How often a running server looks whether its certificate is due. */
const checkMs = 3_600_000
const renewAtShareOfLife = 2 / 3
const dayMs = 86_400_000

interface ServingOptions {
  readonly authority: Pick<Authority, 'issueServer'>
  readonly subject: ServerSubject
  /** Called with the first certificate before `keepServing` resolves, and with each later one. */
  readonly onIssued: (issued: IssuedKey) => void
  /** Called when a renewal failed; the current certificate stays, and the next check tries again. */
  readonly onError: (error: unknown) => void
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/**
 * Issues a serving certificate, and a new one after two thirds of its life, until closed. Nothing is written to
 * disk: clients trust the CA, so each start issues a certificate for its current names.
 */
export async function keepServing(options: ServingOptions): Promise<{ close(): void }> {
  const now = options.now ?? Date.now
  let renewAtMs = 0
  const issue = async () => {
    const issuedAtMs = now()
    const issued = await options.authority.issueServer(options.subject)
    renewAtMs = issuedAtMs + (issued.notAfterMs - issuedAtMs) * renewAtShareOfLife
    options.onIssued(issued)
  }
  await issue()
  const timer = setInterval(() => {
    if (now() >= renewAtMs) issue().catch(options.onError)
  }, checkMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}

interface ClientKeyOptions {
  readonly authority: Pick<Authority, 'certificatePem' | 'issueClient'>
  readonly dir: string
  /** The files are `<name>.crt` and `<name>.key` (0600). */
  readonly name: string
  readonly subject: ClientSubject
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

interface ClientKey {
  /** PEM, the leaf first. */
  readonly cert: string
  /** PKCS#8, PEM. */
  readonly key: string
}

/**
 * Opens a user's key and certificate in files. Issues new ones when they are missing or damaged, belong to another authority,
 * or have less than a third of their life left.
 */
export async function openClientKey(options: ClientKeyOptions): Promise<ClientKey> {
  const paths = { cert: join(options.dir, `${options.name}.crt`), key: join(options.dir, `${options.name}.key`) }
  const [cert, key] = await Promise.all([readIfThere(paths.cert), readIfThere(paths.key)])
  if (cert !== undefined && key !== undefined && isUsable({ cert, key }, options)) return { cert, key }
  const issued = await options.authority.issueClient(options.subject)
  await writeAtomically(paths.key, issued.keyPem, 0o600)
  await writeAtomically(paths.cert, issued.chainPem, 0o644)
  return { cert: issued.chainPem, key: issued.keyPem }
}

function isUsable({ cert, key }: ClientKey, { authority, subject, now = Date.now }: ClientKeyOptions): boolean {
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

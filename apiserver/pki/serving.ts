import type { Authority, IssuedKey, ServerSubject } from './authority.ts'

const checkMs = 3_600_000
const renewAtShareOfLife = 2 / 3

export interface ServingOptions {
  readonly authority: Pick<Authority, 'issueServer'>
  readonly subject: ServerSubject
  /** Called with the first certificate before `keepServing` resolves, and with each later one. */
  readonly onIssued: (issued: IssuedKey) => void
  /** A renewal failed; the certificate at hand stays, and the next check tries again. */
  readonly onError: (error: unknown) => void
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/**
 * Issues a serving certificate, and a new one at two thirds of its life for as long as the process runs. Nothing of it
 * is written to disk: clients trust the CA, so each start may make its own, for the names that are right by then.
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

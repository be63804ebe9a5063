import { createPrivateKey, X509Certificate } from 'node:crypto'
import { Backoff } from '../connection/backoff.ts'
import type { AgentClock } from '../connection/clock.ts'
import type { Logger } from '../log.ts'
import type { CertificateValidity, Identity } from '../state/identity.ts'
import { readIdentity } from '../state/identity.ts'
import { writeFileAtomically } from '../state/state-files.ts'
import type { StatePaths } from '../state/state-files.ts'
import { checkCertificate } from './check-certificate.ts'
import { makeCertificateRequest } from './certificate-request.ts'
import type { GatewayClient } from './gateway-client.ts'

export interface RenewalOptions {
  readonly paths: StatePaths
  readonly clock: AgentClock
  readonly random: () => number
  readonly log: Logger
  readonly signal: AbortSignal
}

type Renewer = Pick<GatewayClient, 'renew'>

const callDeadlineMs = 30_000
/** The machine's clock may jump, and timers know nothing of a night asleep. */
const longestSleepMs = 3_600_000

/** Trades the certificate for a new one of the same key, and keeps that. Rejects with ServiceError or UserError. */
export async function renewCertificate(
  client: Renewer,
  identity: Identity,
  options: RenewalOptions,
): Promise<Identity> {
  const key = createPrivateKey(identity.key)
  // With an expired certificate, which TLS does not show the server, the request's own name says who asks.
  const certificateRequest = await makeCertificateRequest(key, commonNameOf(identity.certificate))
  const answer = await client.renew({ certificateRequest }, { deadlineMs: callDeadlineMs, signal: options.signal })
  await writeFileAtomically(options.paths.certificate, checkCertificate(answer.certificateChain ?? '', key))
  const renewed = await readIdentity(options.paths)
  options.log.info({ notAfter: new Date(renewed.validity.notAfterMs).toISOString() }, 'certificate renewed')
  return renewed
}

/**
 * Renews at two thirds of each certificate's life, over the connection that there is, until the signal aborts; resolves
 * then. A failure is logged once and tried again.
 */
export async function keepRenewed(client: Renewer, identity: Identity, options: RenewalOptions): Promise<void> {
  const { clock, random, log, signal } = options
  const backoff = new Backoff({ baseMs: 60_000, maxMs: 3_600_000, fixed: 0.5, random })
  let current = identity
  let failing = false
  while (!signal.aborted) {
    try {
      await sleepUntil(renewalTimeMs(current.validity), options)
      current = await renewCertificate(client, current, options)
      backoff.reset()
      failing = false
    } catch (error) {
      if (signal.aborted) return
      const fields = { err: error, notAfter: new Date(current.validity.notAfterMs).toISOString() }
      if (failing) log.debug(fields, 'certificate not renewed')
      else log.warn(fields, 'certificate not renewed; will keep trying')
      failing = true
      await clock.sleep(backoff.nextMs(), signal).catch(() => {})
    }
  }
}

export function renewalTimeMs({ notBeforeMs, notAfterMs }: CertificateValidity): number {
  return notBeforeMs + ((notAfterMs - notBeforeMs) * 2) / 3
}

async function sleepUntil(timeMs: number, { clock, signal }: RenewalOptions): Promise<void> {
  for (;;) {
    const leftMs = timeMs - clock.wallMs()
    if (leftMs <= 0) return
    await clock.sleep(Math.min(leftMs, longestSleepMs), signal)
  }
}

function commonNameOf(certificate: string): string {
  return /^CN=(.*)$/m.exec(new X509Certificate(certificate).subject)?.[1] ?? ''
}

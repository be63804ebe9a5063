import { createPrivateKey, X509Certificate } from 'node:crypto'
import { Backoff } from './keep-connected.ts'
import type { AgentClock } from './clock.ts'
import type { Logger } from '../logging/log.ts'
import type { CertificateValidity, Identity } from '../state/identity.ts'
import { readIdentity } from '../state/identity.ts'
import { writeFileAtomically } from '../state/state-files.ts'
import type { StatePaths } from '../state/state-files.ts'
import { checkCertificate, makeCertificateRequest } from '../transports/grpc/certificate-request.ts'
import type { GatewayClient } from '../transports/grpc/gateway-client.ts'

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
/** The least pause after a renewal, as a part of a certificate's life: 7.2 h of 30 days. */
const pausePart = 1 / 100

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
 * then. A failure is logged once and tried again. Where this clock is ahead of the server's, each new certificate is due at
 * once: then the pause between two keeps server and disk from being kept busy by it.
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
      if (isDue(current, clock)) log.warn(datesOf(current), aheadText)
      await clock.sleep(lifeMs(current.validity) * pausePart, signal)
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

export function renewalTimeMs(validity: CertificateValidity): number {
  return validity.notBeforeMs + (lifeMs(validity) * 2) / 3
}

function lifeMs({ notBeforeMs, notAfterMs }: CertificateValidity): number {
  return notAfterMs - notBeforeMs
}

const aheadText = 'the new certificate is due already: this device’s clock is ahead of the server’s'

function isDue({ validity }: Identity, clock: AgentClock): boolean {
  return renewalTimeMs(validity) <= clock.wallMs()
}

function datesOf({ validity }: Identity) {
  const { notBeforeMs, notAfterMs } = validity
  return { notBefore: new Date(notBeforeMs).toISOString(), notAfter: new Date(notAfterMs).toISOString() }
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

import { X509Certificate } from 'node:crypto'
import { makeCa } from '../../pki/ca.ts'
import type { CaPem } from '../../pki/ca.ts'
import type { CaState } from './ca-state.ts'

const caDays = 365
/** Enough for a year, and made in a moment. */
const caKeyBits = 2048
const rotateAtShareOfLife = 2 / 3

/** A CA for serving certificates alone, which nothing else trusts. */
export function makeServingCa(nowMs: number): Promise<CaPem> {
  return makeCa({ name: 'aranya serving', days: caDays, keyBits: caKeyBits, nowMs })
}

export interface Situation {
  readonly nowMs: number
  /** For how long the cluster has trusted all of the state's CAs, and been shown what its first signed. */
  readonly settledMs: number
  /** After how long no kube-apiserver knows anything older. */
  readonly settleMs: number
  readonly isRotationAsked: boolean
}

/**
 * The next state of a rotation, or undefined while there is nothing to do. One step at a time, so that whoever verifies
 * trusts the CA of whatever may be shown: both are trusted, then the new one signs, then it alone is trusted.
 */
export async function advance(state: CaState, situation: Situation): Promise<CaState | undefined> {
  const { nowMs, settledMs, settleMs, isRotationAsked } = situation
  const isSettled = settledMs >= settleMs
  if (state.next) return isSettled ? { signing: state.next, previousPem: state.signing.certificatePem } : undefined
  if (state.previousPem !== undefined) return isSettled ? { signing: state.signing } : undefined
  if (!isRotationAsked && !isOld(state.signing, nowMs)) return undefined
  return { signing: state.signing, next: await makeServingCa(nowMs) }
}

function isOld({ certificatePem }: CaPem, nowMs: number): boolean {
  const { validFrom, validTo } = new X509Certificate(certificatePem)
  const [fromMs, toMs] = [Date.parse(validFrom), Date.parse(validTo)]
  return nowMs >= fromMs + (toMs - fromMs) * rotateAtShareOfLife
}

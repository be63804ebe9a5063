import type { Logger } from 'pino'
import { ensureCaBundle } from './api-service.ts'
import type { ServiceName } from './api-service.ts'
import { readCaSecret, toCaBundle, writeCaSecret } from './ca-secret.ts'
import type { CaSecret, CaState } from './ca-secret.ts'
import { InstallationError, isConflict } from './cluster-objects.ts'
import type { ClusterObjects, ManagedObject } from './cluster-objects.ts'
import { ServingKeyKeeper } from './serving-key.ts'
import type { ServingKeyOptions } from './serving-key.ts'
import { X509Certificate } from 'node:crypto'
import { makeCa } from '../../pki/ca.ts'
import type { CaPem } from '../../pki/ca.ts'

export interface InstallerOptions extends ServingKeyOptions {
  readonly cluster: ClusterObjects
  /** Where the CA is kept. */
  readonly secret: ManagedObject
  /** What is to trust the CA. */
  readonly apiService: ManagedObject
  readonly service: ServiceName
  /** How long a step of a CA's rotation is left alone, for all kube-apiservers to see it. */
  readonly settleMs: number
  readonly log: Logger
}

/** A rotation has three steps; the others are for whoever writes at the same time. */
const maxStepsPerRound = 8

/** Brings the Secret, the serving certificate and the APIService together. One round at a time. */
export class Installer {
  readonly #options: InstallerOptions
  readonly #serving: ServingKeyKeeper
  #state: CaState | undefined
  #isListening = false
  /** What the cluster was seen to trust, and since when. */
  #seen = { bundle: '', sinceMs: 0 }

  constructor(options: InstallerOptions) {
    this.#options = options
    this.#serving = new ServingKeyKeeper(options)
  }

  /** True once the serving certificate is of the CA in the Secret. */
  get isServing(): boolean {
    return this.#state !== undefined
  }

  /**
   * The port is open. Until then the APIService is left alone: kube-apiserver tries at once when it changes, and where nobody
   * answers it tries again only after up to 30 s.
   */
  listening(): void {
    this.#isListening = true
  }

  /** Serves with a certificate that nobody trusts, so that the port can be opened before the Secret was ever read. */
  async serveUntrusted(): Promise<void> {
    await this.#serving.keep(await makeServingCa(this.#options.now()))
  }

  /** Does what is to do now. Rejects with InstallationError, and may be called again at any time. */
  async round(signal: AbortSignal): Promise<void> {
    // A cluster that cannot be reached does not keep the certificate from being renewed.
    if (this.#state) await this.#serving.keep(this.#state.signing)
    for (let steps = 0; steps < maxStepsPerRound; steps++) if (await this.#stepOrConflict(signal)) return
    throw new InstallationError(`${this.#options.secret.title} or ${this.#options.apiService.title} keeps changing`)
  }

  async #stepOrConflict(signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#step(signal)
    } catch (error) {
      if (isConflict(error)) return false
      throw error
    }
  }

  /** True when there is nothing more to do for now. */
  async #step(signal: AbortSignal): Promise<boolean> {
    const { cluster, secret: object, now } = this.#options
    const secret = await readCaSecret(cluster, object, { nowMs: now(), signal })
    const next = secret.state ? await this.#apply(secret.state, secret, signal) : await this.#begin(secret)
    if (!next) return true
    await writeCaSecret(cluster, object, { secret, state: next, signal })
    return false
  }

  async #begin({ problem }: CaSecret): Promise<CaState> {
    const { secret: object, now, log } = this.#options
    log.info({ secret: object.title, problem }, 'making a CA for the serving certificate')
    return { signing: await makeServingCa(now()) }
  }

  /** Serves and has trusted what the Secret says. Returns what the Secret is to say next. */
  async #apply(state: CaState, { rotationAsked }: CaSecret, signal: AbortSignal): Promise<CaState | undefined> {
    const { settleMs, now, log } = this.#options
    await this.#serving.keep(state.signing)
    this.#state = state
    if (!this.#isListening) return undefined
    const settledMs = await this.#trust(state, signal)
    const isRotationAsked = rotationAsked !== undefined
    const next = await advance(state, { nowMs: now(), settledMs, settleMs, isRotationAsked })
    if (next) log.info(describe(next), 'rotating the CA of the serving certificate')
    return next
  }

  /** Returns for how long the cluster has trusted exactly this. */
  async #trust(state: CaState, signal: AbortSignal): Promise<number> {
    const { cluster, apiService, service, now, log } = this.#options
    const bundle = toCaBundle(state)
    const isWritten = await ensureCaBundle(cluster, apiService, { service, bundle, signal })
    if (isWritten) log.info({ apiService: apiService.title }, 'wrote the caBundle')
    if (isWritten || this.#seen.bundle !== bundle) this.#seen = { bundle, sinceMs: now() }
    return now() - this.#seen.sinceMs
  }
}

function describe({ next, previousPem }: CaState): { readonly step: string } {
  if (next) return { step: 'the next CA is trusted beside the one that signs' }
  return { step: previousPem === undefined ? 'the previous CA is trusted no more' : 'the next CA signs' }
}

const caDays = 365
/** Enough for a year, and made in a moment. */
const caKeyBits = 2048
const rotateAtShareOfLife = 2 / 3

/** A CA for serving certificates alone, which nothing else trusts. */
function makeServingCa(nowMs: number): Promise<CaPem> {
  return makeCa({ name: 'aranya serving', days: caDays, keyBits: caKeyBits, nowMs })
}

interface Situation {
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
async function advance(state: CaState, situation: Situation): Promise<CaState | undefined> {
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

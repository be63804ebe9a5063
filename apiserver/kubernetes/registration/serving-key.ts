import { createAuthority } from '../../pki/authority.ts'
import type { CaPem } from '../../pki/ca.ts'
import { openCa } from './ca-secret.ts'

const servingDays = 30
const renewAtShareOfLife = 2 / 3

/** With what the API's port is served: PEM. */
export interface ServingKey {
  readonly key: string
  /** The leaf first. */
  readonly cert: string
}

export interface ServingKeyOptions {
  /** DNS names and addresses. */
  readonly names: readonly string[]
  /** Called with each new certificate. */
  readonly onIssued: (key: ServingKey) => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Keeps a serving certificate that a given CA signed. It is kept in memory alone: the CA is what is trusted. */
export class ServingKeyKeeper {
  readonly #options: ServingKeyOptions
  #ca: CaPem | undefined
  #renewAtMs = 0

  constructor(options: ServingKeyOptions) {
    this.#options = options
  }

  /** Issues a certificate when the one at hand is of another CA, or at two thirds of its life. */
  async keep(ca: CaPem): Promise<void> {
    const isSameCa = ca.certificatePem === this.#ca?.certificatePem
    if (!isSameCa || this.#options.now() >= this.#renewAtMs) await this.#issue(ca)
  }

  async #issue(ca: CaPem): Promise<void> {
    const { names, now, onIssued } = this.#options
    const nowMs = now()
    const authority = createAuthority(openCa(ca, nowMs), now)
    const { keyPem, chainPem, notAfterMs } = await authority.issueServer({
      commonName: 'aranya',
      names,
      days: servingDays,
    })
    this.#ca = ca
    this.#renewAtMs = nowMs + (notAfterMs - nowMs) * renewAtShareOfLife
    onIssued({ key: keyPem, cert: chainPem })
  }
}

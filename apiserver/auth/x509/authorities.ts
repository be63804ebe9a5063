import { X509Certificate } from 'node:crypto'
import { readExtensions } from './extensions.ts'

/** RFC 5280, 4.2.1.12: id-kp-clientAuth and anyExtendedKeyUsage. */
const clientUsages: ReadonlySet<string> = new Set(['1.3.6.1.5.5.7.3.2', '2.5.29.37.0'])
/** Signatures that are verified for one chain, whatever a client sends along. */
const maxSignatures = 32
const maxIntermediates = 8

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/**
 * A bundle of authorities, and whether they vouch for a client. OpenSSL, asked by TLS, knows only whether any authority of
 * the server does, and knows it as of the handshake; here it is asked of one bundle, and now. The rules are those of Go's
 * crypto/x509, save for name constraints: a chain with them is refused.
 */
export class Authorities {
  /** As in the bundle. */
  readonly pem: readonly string[]
  readonly #roots: readonly X509Certificate[]

  /** Throws where a certificate of the bundle cannot be read. */
  constructor(bundle: string) {
    this.pem = bundle.match(pemBlock) ?? []
    this.#roots = this.pem.map((pem) => new X509Certificate(pem))
  }

  /** Why `chain`, the client's certificate and what it sent along, is not good at this time; undefined where it is. */
  findFault(chain: readonly X509Certificate[], nowMs: number): string | undefined {
    const [leaf, ...others] = chain
    if (leaf === undefined) return 'there is no certificate'
    try {
      const search = new ChainSearch({ roots: this.#roots, others: others.slice(0, maxIntermediates), nowMs })
      return search.findFault(leaf)
    } catch (error) {
      return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`
    }
  }
}

interface SearchOptions {
  readonly roots: readonly X509Certificate[]
  readonly others: readonly X509Certificate[]
  readonly nowMs: number
}

class ChainSearch {
  readonly #options: SearchOptions
  #signatures = 0

  constructor(options: SearchOptions) {
    this.#options = options
  }

  findFault(leaf: X509Certificate): string | undefined {
    const fault = this.#faultOf(leaf)
    if (fault !== undefined) return fault
    return this.#reachesRoot(leaf, []) ? undefined : 'no authority of the bundle vouches for it'
  }

  /** `below` are the intermediates between `certificate` and the leaf. */
  #reachesRoot(certificate: X509Certificate, below: readonly X509Certificate[]): boolean {
    const { roots, others } = this.#options
    if (roots.some((root) => root.raw.equals(certificate.raw))) return true
    if (roots.some((root) => this.#isIssuer(root, certificate, below.length))) return true
    if (below.length >= maxIntermediates) return false
    return others.some(
      (other) =>
        !below.includes(other) &&
        this.#isIssuer(other, certificate, below.length) &&
        this.#reachesRoot(other, [...below, other]),
    )
  }

  #isIssuer(issuer: X509Certificate, certificate: X509Certificate, intermediates: number): boolean {
    if (!certificate.checkIssued(issuer) || !issuer.ca || this.#faultOf(issuer) !== undefined) return false
    if ((readExtensions(issuer).pathLength ?? Infinity) < intermediates) return false
    return ++this.#signatures <= maxSignatures && certificate.verify(issuer.publicKey)
  }

  /** What is wrong with a certificate, whoever issued it. */
  #faultOf(certificate: X509Certificate): string | undefined {
    const { nowMs } = this.#options
    const { validFrom, validTo, keyUsage } = certificate
    if (!(nowMs >= Date.parse(validFrom) && nowMs <= Date.parse(validTo))) return 'it is out of its dates'
    // The types know no certificate without extended usages; it may be used for everything.
    const usages = keyUsage as readonly string[] | undefined
    if (usages && !usages.some((usage) => clientUsages.has(usage))) return 'it is not for clients'
    const { unhandled, isWeak } = readExtensions(certificate)
    if (unhandled.length > 0) return `it has a critical extension that is not understood: ${unhandled.join()}`
    const isRoot = certificate.checkIssued(certificate)
    return isWeak && !isRoot ? 'it is signed with a broken digest' : undefined
  }
}

import type { KeyObject } from 'node:crypto'

/** A certificate authority whose key lives in one directory. */
export interface Authority {
  /** The CA's certificate, PEM. */
  readonly certificatePem: string
  /**
   * `sha256:<64 hex digits>` over the DER bytes of the CA's certificate (not of its key alone): what
   * `openssl x509 -in ca.crt -outform der | sha256sum` prints, and `X509Certificate.fingerprint256` without colons.
   */
  readonly hash: string
  /** A new key and a certificate for TLS servers. `names` are DNS names and IP addresses. */
  issueServer(subject: {
    readonly commonName: string
    readonly names: readonly string[]
    readonly days: number
  }): Promise<IssuedKey>
  /** A new key and a certificate for TLS clients: the user's name, and the groups as organizations. */
  issueClient(subject: {
    readonly commonName: string
    readonly organizations: readonly string[]
    readonly days: number
  }): Promise<IssuedKey>
  /** A client certificate for the key of a request. The request's own subject is ignored. */
  signRequest(
    request: CertificateRequest,
    subject: { readonly commonName: string; readonly uri: string; readonly days: number },
  ): Promise<IssuedCertificate>
}

/** A certificate request whose signature and key were checked. See `parseCertificateRequest`. */
export interface CertificateRequest {
  readonly publicKey: KeyObject
  /** `sha256:<hex>` over the DER SubjectPublicKeyInfo. */
  readonly keyHash: string
  /** The subject's common name, or empty. */
  readonly commonName: string
}

export interface IssuedCertificate {
  /** The leaf, then the CA. */
  readonly chainPem: string
  /** Lower-case hex. */
  readonly serialNumber: string
  /** Milliseconds since the epoch. */
  readonly notAfterMs: number
}

export interface IssuedKey extends IssuedCertificate {
  /** PKCS#8, PEM. */
  readonly keyPem: string
}

export interface AuthorityOptions {
  /** Made with mode 0700 when it is not there; holds `ca.crt` and `ca.key` (0600). */
  readonly dir: string
  /** The CA's common name when it is made. */
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/**
 * Opens the authority in `dir`, and makes it when there is none. Throws an Error that names the file when one of its
 * files is damaged, missing beside the other, expired, or the key is not the certificate's.
 */
export async function openAuthority(options: AuthorityOptions): Promise<Authority> {
  throw new Error(`not there yet: ${options.dir}`)
}

import { generateKeyPair } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type forge from 'node-forge'
import type { Ca } from './ca.ts'
import { loadCa } from './ca.ts'
import type { CertificateRequest } from './certificate-request.ts'
import { buildCertificate, certificatePem } from './certificate.ts'
import type { CertificateSpec } from './certificate.ts'

/** A TLS handshake costs a thirtieth of one with RSA, on both sides, and all current clients support P-256. */
const leafCurve = 'P-256'

/** A certificate authority: its key, and what it signs. */
export interface Authority {
  /** The CA's certificate, PEM. */
  readonly certificatePem: string
  /**
   * `sha256:<64 hex digits>` over the DER bytes of the CA's certificate (not of its key alone): what
   * `openssl x509 -in ca.crt -outform der | sha256sum` prints, and `X509Certificate.fingerprint256` without colons.
   */
  readonly hash: string
  /** Issues a new key with a certificate for TLS servers. `names` are DNS names and IP addresses. */
  issueServer(subject: ServerSubject): Promise<IssuedKey>
  /** Issues a new key with a certificate for TLS clients: the user is the common name, the groups are organizations. */
  issueClient(subject: ClientSubject): Promise<IssuedKey>
  /** Issues a client certificate for the key of a request. The request's own subject is ignored. */
  signRequest(request: CertificateRequest, subject: RequestSubject): Promise<IssuedCertificate>
}

export interface ServerSubject {
  readonly commonName: string
  readonly names: readonly string[]
  readonly days: number
}

export interface ClientSubject {
  readonly commonName: string
  readonly organizations: readonly string[]
  readonly days: number
}

export interface RequestSubject {
  readonly commonName: string
  readonly uri: string
  readonly days: number
}

export interface IssuedCertificate {
  /** The leaf, then the CA. */
  readonly chainPem: string
  /** Lower-case hex. */
  readonly serialNumber: string
  /** Milliseconds since the epoch. Never after the CA's own certificate expires. */
  readonly notAfterMs: number
}

export interface IssuedKey extends IssuedCertificate {
  /** PKCS#8, PEM. */
  readonly keyPem: string
}

export interface AuthorityOptions {
  /** Holds `ca.crt` and `ca.key` (0600). Created with mode 0700 when missing. */
  readonly dir: string
  /** The common name of a new CA. */
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/**
 * Opens the authority in `dir`, or creates it. Throws an Error that names the file when one is damaged, missing
 * while the other exists, or expired, or when the key is not the certificate's.
 */
export async function openAuthority(options: AuthorityOptions): Promise<Authority> {
  const now = options.now ?? Date.now
  return createAuthority(await loadCa({ dir: options.dir, name: options.name, nowMs: now() }), now)
}

type LeafSpec = Omit<CertificateSpec, 'nowMs'>

/** The authority of a CA in memory. `now`: milliseconds since the epoch. */
export function createAuthority(ca: Ca, now: () => number = Date.now): Authority {
  const issue = async (spec: LeafSpec): Promise<IssuedCertificate> =>
    toIssued(await buildCertificate({ ...spec, nowMs: now() }, ca.key, ca.certificate), ca)
  const issueWithKey = async (spec: Omit<LeafSpec, 'publicKey'>): Promise<IssuedKey> => {
    const { publicKey, privateKey } = await makeKeyPair()
    return { ...(await issue({ ...spec, publicKey })), keyPem: exportKey(privateKey) }
  }
  return {
    certificatePem: ca.pem,
    hash: ca.hash,
    issueServer: (subject) => issueWithKey({ ...subject, usage: 'server' }),
    issueClient: (subject) => issueWithKey({ ...subject, usage: 'client' }),
    signRequest: (request, subject) => issue({ ...subject, publicKey: request.publicKey, usage: 'client' }),
  }
}

function toIssued(certificate: forge.pki.Certificate, ca: Ca): IssuedCertificate {
  return {
    chainPem: certificatePem(certificate) + ca.pem,
    serialNumber: certificate.serialNumber,
    // Certificates count whole seconds.
    notAfterMs: Math.floor(certificate.validity.notAfter.getTime() / 1000) * 1000,
  }
}

function makeKeyPair(): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  return promisify(generateKeyPair)('ec', { namedCurve: leafCurve })
}

function exportKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

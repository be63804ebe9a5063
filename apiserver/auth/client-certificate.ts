import type { Authenticator } from './types.ts'

export interface ClientCertificateOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/**
 * Users by the client certificate of their TLS connection, as Kubernetes' x509 authenticator: the common name
 * is the user, each organization a group. The server must ask for certificates (`requestCert`) and verify them
 * against the client authorities (`ca`) without cutting connections (`rejectUnauthorized: false`).
 *
 * No certificate: undefined. One that is not valid (another authority, expired, not for clients): 401.
 */
export function createClientCertificateAuthenticator(options: ClientCertificateOptions = {}): Authenticator {
  throw new Error(`not built yet: ${String(options.now)}`)
}

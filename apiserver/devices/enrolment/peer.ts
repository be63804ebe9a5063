import { X509Certificate } from 'node:crypto'
import { hashKey } from '../../pki/certificate-request.ts'

/** The other end of a connection, as its gateway sees it. */
export interface Peer {
  /** `address:port`. */
  readonly remoteAddress: string
  /**
   * The client certificate, DER, when the peer proved in this connection's handshake that it has the key. Gateways verify
   * that the devices' CA signed it; readIdentity does the rest.
   */
  readonly certificate: Buffer | undefined
}

/** Which device a peer is, as its certificate says. Whether that device still exists is the Enroller's question. */
export interface PeerIdentity {
  readonly uid: string
  readonly keyHash: string
}

/** Undefined when there is no certificate, it has expired, or it is not a device's. */
export function readIdentity({ certificate: der }: Peer, nowMs: number): PeerIdentity | undefined {
  if (!der) return undefined
  const certificate = new X509Certificate(der)
  // A resumed TLS session may outlive the certificate that it began with.
  if (Date.parse(certificate.validTo) <= nowMs) return undefined
  const [, uid] = /^CN=([0-9a-zA-Z-]+)$/.exec(certificate.subject) ?? []
  return uid === undefined ? undefined : { uid, keyHash: hashKey(certificate.publicKey) }
}

/** The address of a peer without its port, for limits and logs. */
export function addressOf({ remoteAddress }: Peer): string {
  return remoteAddress.slice(0, remoteAddress.lastIndexOf(':'))
}

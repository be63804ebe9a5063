import { X509Certificate } from 'node:crypto'
import type { ServerUnaryCall } from '@grpc/grpc-js'
import { hashKey } from '../../../pki/certificate-request.ts'

type AuthContext = ReturnType<ServerUnaryCall<unknown, unknown>['getAuthContext']>

/** Who a call comes from, as its TLS connection proved. */
export interface PeerIdentity {
  readonly uid: string
  readonly keyHash: string
}

/** Undefined unless the peer proved to have the key of a certificate that our CA signed and that is good now. */
export function readIdentity(context: AuthContext, nowMs: number): PeerIdentity | undefined {
  const raw = context.sslPeerCertificate?.raw
  if (!raw) return undefined
  const certificate = new X509Certificate(raw)
  // A resumed TLS session may outlive the certificate that it began with.
  if (Date.parse(certificate.validTo) <= nowMs) return undefined
  const [, uid] = /^CN=([0-9a-zA-Z-]+)$/.exec(certificate.subject) ?? []
  return uid === undefined ? undefined : { uid, keyHash: hashKey(certificate.publicKey) }
}

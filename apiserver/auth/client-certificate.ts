import type { PeerCertificate, TLSSocket } from 'node:tls'
import type { ApiError } from '../api/meta/errors.ts'
import { authenticatedGroup } from './groups.ts'
import type { Authenticator, UserInfo } from './types.ts'
import { unauthorized } from './errors.ts'

/** RFC 5280, 4.2.1.12: id-kp-clientAuth. */
const clientAuthUsage = '1.3.6.1.5.5.7.3.2'

export interface ClientCertificateOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** What a connection's certificate says, or `rejected` for one that counts for nothing. */
type Verdict =
  { readonly user: UserInfo; readonly fromMs: number; readonly untilMs: number } | { readonly rejected: string }

/**
 * Users by the client certificate of their TLS connection, as Kubernetes' x509 authenticator: the common name
 * is the user, each organization a group. The server must ask for certificates (`requestCert`) and verify them
 * against the client authorities (`ca`) without cutting connections (`rejectUnauthorized: false`).
 *
 * No certificate: undefined. One that is not valid (another authority, expired, not for clients): 401.
 */
export function createClientCertificateAuthenticator(options: ClientCertificateOptions = {}): Authenticator {
  const now = options.now ?? Date.now
  // A connection's certificate never changes (renegotiation is off), only the time does.
  const verdicts = new WeakMap<TLSSocket, Verdict | undefined>()
  const judge = (socket: TLSSocket): Verdict | undefined => {
    if (!verdicts.has(socket)) verdicts.set(socket, toVerdict(socket))
    return verdicts.get(socket)
  }
  return {
    authenticate: async ({ socket }) => {
      const verdict = judge(socket)
      if (verdict === undefined) return undefined
      if ('rejected' in verdict) throw refused(verdict.rejected)
      if (now() > verdict.untilMs || now() < verdict.fromMs) throw refused('out of its dates')
      return verdict.user
    },
  }
}

function toVerdict(socket: TLSSocket): Verdict | undefined {
  // An empty object, or null, where no certificate was sent; the types know neither.
  const certificate: Partial<PeerCertificate> | null = socket.getPeerCertificate(false)
  if (certificate === null || certificate.raw === undefined) return undefined
  if (!socket.authorized) return { rejected: String(socket.authorizationError) }
  // OpenSSL lets a certificate without extended usages do everything; we issue none, so none counts.
  if (!certificate.ext_key_usage?.includes(clientAuthUsage)) return { rejected: 'not a client certificate' }
  const [name, ...others] = toList(certificate.subject?.CN)
  if (name === undefined || name === '' || others.length > 0) return { rejected: 'not exactly one common name' }
  return {
    user: { name, groups: [...new Set([...toList(certificate.subject?.O), authenticatedGroup])] },
    fromMs: Date.parse(certificate.valid_from ?? ''),
    untilMs: Date.parse(certificate.valid_to ?? ''),
  }
}

function toList(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}

function refused(why: string): ApiError {
  return unauthorized(`client certificate: ${why}`)
}

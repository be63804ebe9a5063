import { createHash } from 'node:crypto'
import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { Authenticator, UserInfo } from '../types.ts'
import type { Authorities } from '../x509/authorities.ts'
import { peerChain, subjectValues } from '../x509/peer.ts'
import type { ClusterTrust, FrontProxyTrust } from './trust-feed.ts'
import { unauthorized } from '../errors.ts'
import { collectExtra, collectHeaders } from '../impersonation.ts'
import type { Headers } from '../impersonation.ts'

export interface CertificateOptions {
  /** Throws ApiError 503 while it is not known. */
  readonly trust: () => ClusterTrust
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** A verdict is looked at again so often: certificates end. */
const verdictMs = 10_000

/**
 * The users for whom kube-apiserver asks. Its certificate must be of the front proxies' authorities, which are not the
 * clients': whoever has another certificate is never believed what the headers say.
 */
export function createFrontProxyAuthenticator({ trust, now = Date.now }: CertificateOptions): Authenticator {
  const verifier = new PeerVerifier(now)
  return {
    authenticate: async ({ socket, rawHeaders, onFrontProxy }) => {
      const { frontProxy } = trust()
      if (frontProxy === undefined) return undefined
      const leaf = verifier.verify(socket, frontProxy.authorities)
      if (leaf === undefined) return undefined
      const { allowedNames } = frontProxy
      const [name = ''] = subjectValues(leaf, 'CN')
      if (allowedNames.length > 0 && !allowedNames.includes(name)) {
        throw unauthorized(`front proxy ${JSON.stringify(name)} is not one of the allowed names`)
      }
      onFrontProxy?.()
      return readRequestHeaders(rawHeaders, frontProxy)
    },
  }
}

/** The users of the cluster's own client certificates: the common name, its organizations as groups. */
export function createClusterCertificateAuthenticator({ trust, now = Date.now }: CertificateOptions): Authenticator {
  const verifier = new PeerVerifier(now)
  return {
    authenticate: async ({ socket }) => {
      const leaf = verifier.verify(socket, trust().clientCas)
      if (leaf === undefined) return undefined
      const [name = '', ...others] = subjectValues(leaf, 'CN')
      if (name === '' || others.length > 0) throw unauthorized('client certificate: not exactly one common name')
      return { name, groups: [...new Set(subjectValues(leaf, 'O'))], extra: { [credentialId]: [fingerprint(leaf)] } }
    },
  }
}

/** k8s.io/apiserver/pkg/authentication/user: which credential it was, for audit and policies. */
const credentialId = 'authentication.kubernetes.io/credential-id'

function fingerprint({ raw }: X509Certificate): string {
  return `X509SHA256=${createHash('sha256').update(raw).digest('hex')}`
}

interface Verdict {
  readonly authorities: Authorities
  readonly untilMs: number
  readonly leaf: X509Certificate | undefined
  readonly fault: string | undefined
}

/** Remembers for a while what it found of a connection, whose certificate never changes. */
class PeerVerifier {
  readonly #now: () => number
  readonly #verdicts = new WeakMap<TLSSocket, Verdict>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** The client's certificate; undefined where it has none. Throws ApiError 401 where the authorities do not vouch for it. */
  verify(socket: TLSSocket, authorities: Authorities): X509Certificate | undefined {
    const known = this.#verdicts.get(socket)
    const isFresh = known?.authorities === authorities && this.#now() < known.untilMs
    const { leaf, fault } = isFresh ? known : this.#judge(socket, authorities)
    if (fault !== undefined) throw unauthorized(`client certificate: ${fault}`)
    return leaf
  }

  #judge(socket: TLSSocket, authorities: Authorities): Verdict {
    const nowMs = this.#now()
    const chain = peerChain(socket)
    const [leaf] = chain
    const fault = leaf && authorities.findFault(chain, nowMs)
    const verdict = { authorities, untilMs: nowMs + verdictMs, leaf, fault }
    this.#verdicts.set(socket, verdict)
    return verdict
  }
}

/**
 * For whom a front proxy asks: k8s.io/apiserver/pkg/authentication/request/headerrequest. Undefined where it does not say.
 */
function readRequestHeaders(rawHeaders: readonly string[], trust: FrontProxyTrust): UserInfo | undefined {
  const headers = collectHeaders(rawHeaders)
  const name = firstOf(headers, trust.usernameHeaders)
  if (name === '') return undefined
  const uid = firstOf(headers, trust.uidHeaders)
  const extra = collectExtra(headers, trust.extraPrefixes)
  return {
    name,
    groups: trust.groupHeaders.flatMap((header) => headers.get(header) ?? []).filter((group) => group !== ''),
    ...(uid !== '' && { uid }),
    ...(extra.size > 0 && { extra: Object.fromEntries(extra) }),
  }
}

function firstOf(headers: Headers, names: readonly string[]): string {
  for (const name of names) {
    const value = headers.get(name)?.[0] ?? ''
    if (value !== '') return value
  }
  return ''
}

import { Authorities } from '../x509/authorities.ts'

/** Whom kube-apiserver tells to trust: the data of the ConfigMap kube-system/extension-apiserver-authentication. */
export interface ClusterTrust {
  /** Who issues the cluster's client certificates. */
  readonly clientCas: Authorities
  /** Absent where the cluster has no aggregation layer. */
  readonly frontProxy?: FrontProxyTrust
}

/** How kube-apiserver shows that it is it, and says for whom it asks. Names of headers are in lower case. */
export interface FrontProxyTrust {
  readonly authorities: Authorities
  /** Common names of its certificate; empty allows every one that the authorities vouch for. */
  readonly allowedNames: readonly string[]
  readonly usernameHeaders: readonly string[]
  readonly uidHeaders: readonly string[]
  readonly groupHeaders: readonly string[]
  readonly extraPrefixes: readonly string[]
}

/** Keys and formats of k8s.io/apiserver/pkg/server/options/authentication_dynamic_request_header.go. Throws where one is malformed. */
export function parseTrust(data: Readonly<Record<string, string>>): ClusterTrust {
  const frontProxy = parseFrontProxy(data)
  return { clientCas: new Authorities(data['client-ca-file'] ?? ''), ...(frontProxy && { frontProxy }) }
}

function parseFrontProxy(data: Readonly<Record<string, string>>): FrontProxyTrust | undefined {
  const authorities = new Authorities(data['requestheader-client-ca-file'] ?? '')
  const headers = (key: string): readonly string[] => parseNames(data, key).map((name) => name.toLowerCase())
  const usernameHeaders = headers('requestheader-username-headers')
  if (authorities.pem.length === 0 || usernameHeaders.length === 0) return undefined
  return {
    authorities,
    allowedNames: parseNames(data, 'requestheader-allowed-names'),
    usernameHeaders,
    uidHeaders: headers('requestheader-uid-headers'),
    groupHeaders: headers('requestheader-group-headers'),
    extraPrefixes: headers('requestheader-extra-headers-prefix'),
  }
}

function parseNames(data: Readonly<Record<string, string>>, key: string): readonly string[] {
  const text = data[key]
  if (text === undefined || text === '') return []
  const names: unknown = JSON.parse(text)
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names
  throw new Error(`${key} is not a list of names`)
}

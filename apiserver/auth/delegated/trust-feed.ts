import { Informer } from '../../kubernetes/informer/informer.ts'
import type { InformerLog, InformerTiming, WatchClient, WatchedObject } from '../../kubernetes/informer/informer.ts'
import { Authorities } from '../x509/authorities.ts'

const namespace = 'kube-system'
const name = 'extension-apiserver-authentication'

interface TrustFeedOptions {
  readonly client: WatchClient
  readonly log: InformerLog
  readonly timing?: Partial<InformerTiming>
}

type Data = Readonly<Record<string, string>>

/**
 * Follows the ConfigMap in which kube-apiserver says whom to trust. What was read last stays while it cannot be read, is
 * malformed, or is gone: nobody is trusted who was not before. Works until `close()`.
 */
export class TrustFeed {
  readonly #log: InformerLog
  readonly #informer: Informer<Data>
  #listener: (trust: ClusterTrust) => void = () => {}
  #read = ''
  #trust: ClusterTrust | undefined

  constructor({ client, log, timing }: TrustFeedOptions) {
    this.#log = log
    this.#informer = new Informer({
      client,
      title: `ConfigMap ${namespace}/${name}`,
      path: `/api/v1/namespaces/${namespace}/configmaps`,
      fieldSelector: `metadata.name=${name}`,
      keep: (object) => (object as WatchedObject & { readonly data?: Data }).data ?? {},
      onChange: () => this.#look(),
      log,
      ...(timing && { timing }),
    })
  }

  /** Undefined until it was read for the first time. */
  get trust(): ClusterTrust | undefined {
    return this.#trust
  }

  /** Called with each change; for one listener. */
  onChange(listener: (trust: ClusterTrust) => void): void {
    this.#listener = listener
  }

  /** Throws an Error that says why there is nothing to trust yet. */
  check(): void {
    if (this.#trust) return
    const why = this.#informer.problem || `there is no usable ConfigMap ${namespace}/${name}`
    throw new Error(`whom the cluster trusts is not known yet: ${why}`)
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#informer.close()
  }

  #look(): void {
    const data = this.#informer.find(name)
    const read = JSON.stringify(data) ?? ''
    if (read === this.#read) return
    this.#read = read
    const fields = { configMap: `${namespace}/${name}` }
    if (data === undefined)
      return this.#log.warn(fields, 'nobody says any more whom to trust; what was said last stays')
    try {
      this.#trust = parseTrust(data)
    } catch (err) {
      return this.#log.warn({ ...fields, err }, 'whom to trust is malformed; what was said last stays')
    }
    const { clientCas, frontProxy } = this.#trust
    const counts = { clientCas: clientCas.pem.length, frontProxyCas: frontProxy?.authorities.pem.length ?? 0 }
    this.#log.info({ ...fields, ...counts }, 'whom to trust was read')
    this.#listener(this.#trust)
  }
}

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
function parseTrust(data: Readonly<Record<string, string>>): ClusterTrust {
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

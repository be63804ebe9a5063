import { Informer } from '../../kubernetes/informer/informer.ts'
import type { InformerLog, InformerTiming, WatchClient, WatchedObject } from '../../kubernetes/informer/informer.ts'
import { parseTrust } from './trust.ts'
import type { ClusterTrust } from './trust.ts'

const namespace = 'kube-system'
const name = 'extension-apiserver-authentication'

export interface TrustFeedOptions {
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

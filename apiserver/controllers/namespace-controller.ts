import type { Logger } from 'pino'
import { ApiError } from '../api/meta/errors.ts'
import { everything } from '../api/selectors/selectors.ts'
import { isBeingDeleted } from '../registry/object-meta.ts'
import type { ResourceStore } from '../registry/resource-store.ts'
import { systemContext } from '../registry/system-context.ts'
import type { FeedChange, FeedHandler } from './object-feed.ts'
import { WorkQueue } from './work-queue.ts'

const concurrency = 4
const context = systemContext('namespace-controller')

/**
 * Empties namespaces that are being deleted, then lets them go. Also removes what was created in a namespace in the
 * moment in which it went.
 */
export class NamespaceController implements FeedHandler {
  readonly #namespaces: ResourceStore
  readonly #contents: readonly ResourceStore[]
  readonly #queue: WorkQueue

  constructor(options: { namespaces: ResourceStore; stores: readonly ResourceStore[]; log: Logger }) {
    this.#namespaces = options.namespaces
    this.#contents = options.stores.filter(({ info }) => info.namespaced)
    const sync = (name: string): Promise<void> => this.#sync(name)
    this.#queue = new WorkQueue({ name: 'namespace-controller', concurrency, sync, log: options.log })
  }

  onPut(change: FeedChange): void {
    this.#look(change)
  }

  onDelete(change: FeedChange): void {
    this.#look(change)
  }

  close(): Promise<void> {
    return this.#queue.close()
  }

  #look({ store, item }: FeedChange): void {
    const { namespace, name } = item.object.metadata
    const wanted = store === this.#namespaces ? name : namespace
    if (wanted !== undefined && this.#isGoing(wanted)) this.#queue.add(wanted)
  }

  #isGoing(name: string): boolean {
    const namespace = this.#namespaces.peek({ name })
    return namespace === undefined || isBeingDeleted(namespace.object)
  }

  async #sync(name: string): Promise<void> {
    if (!this.#isGoing(name)) return
    for (const store of this.#contents) await empty(store, name)
    const left = this.#contents.some((store) => store.peekAll(name).items.length > 0)
    if (!left) await this.#release(name)
  }

  async #release(name: string): Promise<void> {
    const namespace = this.#namespaces.peek({ name })
    if (namespace === undefined) return
    try {
      await this.#namespaces.release({ name }, namespace.object.metadata.uid ?? '')
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error
    }
  }
}

/** What finalizers keep stays for now; its end is an event, after which the namespace is looked at again. */
async function empty(store: ResourceStore, namespace: string): Promise<void> {
  if (store.peekAll(namespace).items.length === 0) return
  await store.deleteCollection({ namespace, selector: everything }, { propagationPolicy: 'Background' }, context)
}

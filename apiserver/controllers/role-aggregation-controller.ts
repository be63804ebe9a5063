import type { Logger } from 'pino'
import { ApiError } from '../api/meta/errors.ts'
import { matchesLabels } from '../api/selectors/label-selector-object.ts'
import type { KubeObject } from '../api/meta/object.ts'
import type { PolicyRule } from '../api/kinds/rbac/policy-rule.ts'
import type { RoleObject } from '../api/kinds/rbac/role.ts'
import { jsonEqual } from '../api/json/json.ts'
import type { ResourceStore } from '../registry/resource-store.ts'
import { systemContext } from '../registry/system-context.ts'
import type { FeedChange, FeedHandler } from './object-feed.ts'
import { WorkQueue } from './work-queue.ts'

const concurrency = 4
const context = systemContext('role-aggregation-controller')

/** Gives ClusterRoles with an aggregationRule the rules of all ClusterRoles that it selects, as kube-controller-manager. */
export class RoleAggregationController implements FeedHandler {
  readonly #clusterRoles: ResourceStore
  readonly #queue: WorkQueue
  /** Names of those with an aggregationRule. */
  readonly #aggregated = new Set<string>()

  constructor({ clusterRoles, log }: { clusterRoles: ResourceStore; log: Logger }) {
    this.#clusterRoles = clusterRoles
    const sync = (name: string): Promise<void> => this.#sync(name)
    this.#queue = new WorkQueue({ name: 'role-aggregation-controller', concurrency, sync, log })
  }

  onPut({ store, item }: FeedChange): void {
    if (store !== this.#clusterRoles) return
    const { metadata, aggregationRule } = item.object as RoleObject
    if (aggregationRule === undefined) this.#aggregated.delete(metadata.name)
    else this.#aggregated.add(metadata.name)
    this.#lookAtAll()
  }

  onDelete({ store, item }: FeedChange): void {
    if (store !== this.#clusterRoles) return
    this.#aggregated.delete(item.object.metadata.name)
    this.#lookAtAll()
  }

  close(): Promise<void> {
    return this.#queue.close()
  }

  /** Any of them may have selected the role that changed, or select it now. */
  #lookAtAll(): void {
    for (const name of this.#aggregated) this.#queue.add(name)
  }

  async #sync(name: string): Promise<void> {
    const current = this.#clusterRoles.peek({ name })?.object
    if (current === undefined || this.#withRules(current) === current) return
    try {
      await this.#clusterRoles.update({ name }, (latest) => this.#withRules(latest), context)
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error
    }
  }

  /** The same object when nothing changes. */
  #withRules(object: Readonly<KubeObject>): KubeObject {
    const role = object as RoleObject
    if (role.aggregationRule === undefined) return role
    const rules = this.#gather(role)
    return jsonEqual(rules, role.rules ?? []) ? role : { ...role, rules }
  }

  /** In the order of the roles' names, each rule once. */
  #gather({ metadata, aggregationRule }: RoleObject): readonly PolicyRule[] {
    const selectors = aggregationRule?.clusterRoleSelectors ?? []
    const rules = new Map<string, PolicyRule>()
    for (const { object } of this.#clusterRoles.peekAll().items) {
      const other = object as RoleObject
      const labels = other.metadata.labels ?? {}
      const isSelected = selectors.some((selector) => matchesLabels(selector, labels))
      if (other.metadata.name === metadata.name || !isSelected) continue
      for (const rule of other.rules ?? []) rules.set(JSON.stringify(rule), rule)
    }
    return [...rules.values()]
  }
}

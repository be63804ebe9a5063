import type { PolicyRule } from '../../api/kinds/rbac/policy-rule.ts'
import { compileRule } from './compiled-rule.ts'
import type { CompiledRule } from './compiled-rule.ts'

const all = '*'
const none: readonly CompiledRule[] = []

/** The rules of one role, found by what they are about: a role of thousands costs a question only those that matter to it. */
export class RoleRules {
  /** In the order of the role. */
  readonly rules: readonly PolicyRule[]
  readonly #byResource = new Map<string, CompiledRule[]>()
  readonly #withPaths: CompiledRule[] = []
  #pathCount = 0

  constructor(rules: readonly PolicyRule[]) {
    this.rules = rules
    for (const rule of rules) this.#add(compileRule(rule))
  }

  /** Those whose resources are all of them, or one of `resources` as a text: a list for each, with repetitions. */
  about(resources: readonly string[]): readonly (readonly CompiledRule[])[] {
    return [this.#of(all), ...resources.map((resource) => this.#of(resource))]
  }

  /** Those that name paths. */
  get withPaths(): readonly CompiledRule[] {
    return this.#withPaths
  }

  /** How many patterns of paths they have together. */
  get pathCount(): number {
    return this.#pathCount
  }

  #of(resource: string): readonly CompiledRule[] {
    return this.#byResource.get(resource) ?? none
  }

  #add(compiled: CompiledRule): void {
    if (compiled.paths.length > 0) this.#withPaths.push(compiled)
    this.#pathCount += compiled.paths.length
    for (const resource of compiled.resources.all ? [all] : compiled.resources.some) {
      const known = this.#byResource.get(resource)
      if (known === undefined) this.#byResource.set(resource, [compiled])
      else known.push(compiled)
    }
  }
}

import t from 'tap'
import type { ResourceRule } from '../../../apiserver/api/kinds/review/rules-review.ts'
import { toVirtualCoreRules } from '../../../apiserver/reviews/virtual-core-rules.ts'

const ours = 'aranya.arhat.dev'
const rule = (resources: string[], apiGroups: string[] = [ours], rest: Partial<ResourceRule> = {}): ResourceRule => ({
  verbs: ['get'],
  apiGroups,
  resources,
  ...rest,
})

/** What is told beside the rules themselves. */
function shown(here: ResourceRule[], everywhere: ResourceRule[] = []): ResourceRule[] {
  return toVirtualCoreRules({ here, everywhere }).filter((one) => !here.includes(one))
}

t.test('rules for virtual pods are rules for pods, with their names', async (t) => {
  t.strictSame(shown([rule(['virtualpods', 'virtualpods/exec', 'edgedevices'])]), [rule(['pods', 'pods/exec'], [''])])
  const named = rule(['virtualpods/log'], [ours, 'apps'], { resourceNames: ['a', 'b'] })
  t.strictSame(shown([named]), [rule(['pods/log'], [''], { resourceNames: ['a', 'b'] })])
})

t.test('wildcards stand for what the virtual core API has', async (t) => {
  const all = ['pods', 'pods/exec', 'pods/attach', 'pods/log', 'pods/portforward']
  t.strictSame(shown([rule(['*'])]), [rule(all, [''])])
  t.strictSame(shown([rule(['*/exec'])]), [rule(['pods/exec'], [''])])
  t.strictSame(shown([rule(['virtualpods'], ['*'])]), [rule(['pods'], [''])])
})

t.test('a rule for everything needs no other beside it', async (t) => {
  t.strictSame(shown([rule(['*'], ['*'])]), [])
})

t.test('rules for pods and nodes themselves mean nothing, and are not told', async (t) => {
  t.strictSame(toVirtualCoreRules({ here: [rule(['pods', 'nodes/proxy'], [''])], everywhere: [] }), [])
  const mixed = toVirtualCoreRules({ here: [rule(['pods/exec', 'namespaces'], [''])], everywhere: [] })
  t.strictSame(mixed, [rule(['namespaces'], [''])])
})

t.test('nodes are told of by rules that hold everywhere and name nothing', async (t) => {
  const devices = rule(['edgedevices'])
  t.strictSame(shown([devices]), [])
  t.strictSame(shown([devices], [devices]), [rule(['nodes'], [''])])
  t.strictSame(shown([], [rule(['edgedevices'], [ours], { resourceNames: ['pump'] })]), [])
})

import t from 'tap'
import type { KubeObject } from '../../../apiserver/api/meta/object.ts'
import type { PolicyRule } from '../../../apiserver/api/kinds/rbac/policy-rule.ts'
import type { BindingObject } from '../../../apiserver/api/kinds/rbac/role-binding.ts'
import type { Attributes, UserInfo } from '../../../apiserver/auth/types.ts'
import { binding, FakeSource, role } from '../../apiserver/auth/rbac/objects.ts'
import type { Client, Reply } from '../../apiserver/http/support/client.ts'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import { eventually } from '../../support/processes.ts'
import { openRbac } from '../../../apiserver/auth/rbac/rbac-authorizer.ts'

/** The same roles, bindings and questions to kube-apiserver and to our evaluator, made by chance from a seed. */

const full = process.env['ARANYA_TEST_FULL'] !== undefined
const seed = Number(process.env['ARANYA_TEST_SEED'] ?? 20_260_101)
const counts = full ? { questions: 5000, writes: 1000 } : { questions: 600, writes: 150 }
const rbacPath = '/apis/rbac.authorization.k8s.io/v1'

const verbs = ['get', 'list', 'create', '*', 'escalate', 'bind']
const groups = ['', 'a.example.com', '*', 'rbac.authorization.k8s.io']
const resources = ['pods', 'pods/exec', 'pods/log', '*/exec', 'pods/*', '*', '*/*', 'nodes', 'roles', 'clusterroles']
const names = ['one', 'two', '*', 'cr-1']
const paths = ['/a', '/a/b', '/a/*', '/a*', '/*', '*', '/b/*/c', '/b/x/c', '/a/b/c']
const namespaces = ['ns-1', 'ns-2', 'ns-3']
const users = ['ann', 'bea', 'system:serviceaccount:ns-1:robot', 'system:serviceaccount:ns-2:robot']
const userGroups = ['ops', 'devs', 'system:serviceaccounts']
const subjects = [
  'User:ann',
  'User:bea',
  'Group:ops',
  'Group:devs',
  'Group:ann',
  'ServiceAccount:ns-1/robot',
  'ServiceAccount:ns-2/robot',
  'ServiceAccount:/robot',
  'User:system:serviceaccount:ns-2:robot',
]

/** mulberry32: a test that failed fails again. */
class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  one<T>(values: readonly T[]): T {
    return values[Math.floor(this.next() * values.length)] as T
  }

  some<T>(values: readonly T[], least = 1): T[] {
    const count = least + Math.floor(this.next() * 2)
    return [...new Set(Array.from({ length: count }, () => this.one(values)))]
  }
}

function ruleBy(dice: Dice, { namespaced }: { namespaced: boolean }): PolicyRule {
  if (!namespaced && dice.chance(0.3)) return { verbs: dice.some(verbs), nonResourceURLs: dice.some(paths) }
  const resourceNames = dice.chance(0.3) ? { resourceNames: dice.some(names) } : {}
  return { verbs: dice.some(verbs), apiGroups: dice.some(groups), resources: dice.some(resources), ...resourceNames }
}

function rulesBy(dice: Dice, place: { namespaced: boolean }): PolicyRule[] {
  return Array.from({ length: 1 + Math.floor(dice.next() * 3) }, () => ruleBy(dice, place))
}

function objectsBy(dice: Dice): KubeObject[] {
  const clusterRoles = Array.from({ length: 8 }, (_, n) => role(`cr-${n}`, rulesBy(dice, { namespaced: false })))
  const roles = namespaces.flatMap((namespace) =>
    Array.from({ length: 3 }, (_, n) => role(`r-${n}`, rulesBy(dice, { namespaced: true }), namespace)),
  )
  // One of each leads nowhere.
  const clusterRole = (): string => `ClusterRole/cr-${Math.floor(dice.next() * 9)}`
  const anyRole = (): string => (dice.chance(0.5) ? clusterRole() : `Role/r-${Math.floor(dice.next() * 4)}`)
  const withNamespace = subjects.filter((subject) => !subject.startsWith('ServiceAccount:/'))
  return [
    ...clusterRoles,
    ...roles,
    ...Array.from({ length: 5 }, (_, n) =>
      binding({ name: `crb-${n}`, to: clusterRole(), subjects: dice.some(withNamespace) }),
    ),
    ...namespaces.flatMap((namespace) =>
      Array.from({ length: 4 }, (_, n) =>
        binding({ name: `rb-${n}`, namespace, to: anyRole(), subjects: dice.some(subjects) }),
      ),
    ),
  ]
}

function userBy(dice: Dice): UserInfo {
  return { name: dice.one(users), groups: dice.some(userGroups, 0) }
}

function attributesBy(dice: Dice): Attributes {
  const verb = dice.one(['get', 'list', 'create', 'escalate', 'bind', 'GET', 'other'])
  if (dice.chance(0.25)) return { kind: 'nonresource', verb, path: dice.one([...paths, '/c', '/ab']) }
  const [resource = '', subresource] = dice
    .one(['pods', 'pods/exec', 'pods/log', 'nodes', 'nodes/exec', 'roles'])
    .split('/')
  return {
    kind: 'resource',
    verb,
    group: dice.one(['', 'a.example.com', 'b.example.com']),
    version: 'v1',
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(dice.chance(0.7) && { namespace: dice.one(namespaces) }),
    ...(dice.chance(0.5) && { name: dice.one(['one', 'two', 'three']) }),
  }
}

function toReview({ name, groups }: UserInfo, attributes: Attributes): object {
  const { kind, ...asked } = attributes
  const spec = kind === 'resource' ? { resourceAttributes: asked } : { nonResourceAttributes: asked }
  const typeMeta = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview' }
  return { ...typeMeta, spec: { user: name, groups, ...spec } }
}

const post = (client: Client, path: string, body: unknown, headers = {}): Promise<Reply> =>
  client.ask(path, { method: 'POST', body, headers })

function pathOf({ kind, metadata }: KubeObject): string {
  const scope = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`
  return `${rbacPath}${scope}/${kind.toLowerCase()}s`
}

const review = '/apis/authorization.k8s.io/v1/subjectaccessreviews'

async function isAllowed(client: Client, user: UserInfo, attributes: Attributes): Promise<boolean> {
  const { code, json, text } = await post(client, review, toReview(user, attributes))
  if (code !== 201) throw new Error(text)
  return json.status.allowed
}

/** Creates all of it, and waits until kube-apiserver's own watches have seen the last of each kind. */
async function fill(client: Client, objects: readonly KubeObject[]): Promise<void> {
  for (const name of namespaces) await post(client, '/api/v1/namespaces', { metadata: { name } })
  const rules = [{ verbs: ['mark'], apiGroups: [''], resources: ['marks'] }]
  const marks = [
    role('mark', rules),
    role('mark', rules, 'ns-1'),
    binding({ name: 'mark', to: 'ClusterRole/mark', subjects: ['User:mark'] }),
    binding({ name: 'mark', namespace: 'ns-1', to: 'Role/mark', subjects: ['User:mark-1'] }),
  ]
  for (const object of [...objects, ...marks]) {
    const { code, text } = await post(client, pathOf(object), object)
    if (code !== 201) throw new Error(text)
  }
  const mark: Attributes = {
    kind: 'resource',
    verb: 'mark',
    group: '',
    version: 'v1',
    resource: 'marks',
    namespace: 'ns-1',
  }
  for (const name of ['mark', 'mark-1']) {
    await eventually('the roles are known', () => isAllowed(client, { name, groups: [] }, mark))
  }
}

/** Whom impersonation makes a service account without groups. */
function groupsOf({ name, groups }: UserInfo): readonly string[] {
  const [, namespace] = /^system:serviceaccount:(.*):/.exec(name) ?? []
  if (namespace === undefined || groups.length > 0) return groups
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
}

/** kube-apiserver calls roles that are missing by the resource of the request, and in no order. */
function comparable(message: string | undefined): string | undefined {
  return message?.replace(/(?<=; resolution errors: ).*$/, (errors) => String(errors.split(', ').length))
}

/** Who creates it as somebody else, and what it is refused with; undefined where it is allowed. */
async function refusalOf(client: Client, user: UserInfo, object: KubeObject): Promise<string | undefined> {
  const impersonation = { 'impersonate-user': user.name, 'impersonate-group': [...user.groups] }
  const { code, json } = await post(client, `${pathOf(object)}?dryRun=All`, object, impersonation)
  return code === 201 ? undefined : json.message
}

t.test('kube-apiserver and the evaluator decide alike', { skip: await whyNoCluster() }, async (t) => {
  const cluster = await startCluster(t)
  const client = cluster.connect()
  t.teardown(() => client.close())
  const dice = new Dice(seed)
  const objects = objectsBy(dice)
  // Everybody may try to write roles and bindings: what is in them is the question.
  const writers = [
    role('writer', [{ verbs: ['create'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['*'] }]),
    binding({ name: 'writer', to: 'ClusterRole/writer', subjects: ['Group:system:authenticated'] }),
  ]
  await fill(client, [...objects, ...writers])
  const { authorizer, guard } = openRbac(new FakeSource([...objects, ...writers]))

  await t.test('on requests', async (t) => {
    let allowed = 0
    for (let n = 0; n < counts.questions; n++) {
      const user = userBy(dice)
      const attributes = attributesBy(dice)
      const theirs = await isAllowed(client, user, attributes)
      const ours = await authorizer.authorize(user, attributes)
      if (theirs !== ours.allowed) t.fail(`kube-apiserver: ${theirs}`, { user, attributes, ours })
      if (theirs) allowed++
    }
    t.comment(`seed ${seed}: ${allowed} of ${counts.questions} allowed`)
    t.ok(allowed > counts.questions / 30 && allowed < counts.questions * 0.9, 'both answers occur')
  })

  await t.test('on who may write roles and bindings', async (t) => {
    let refused = 0
    for (let n = 0; n < counts.writes; n++) {
      const user = userBy(dice)
      const namespace = dice.chance(0.5) ? dice.one(namespaces) : undefined
      const isRole = dice.chance(0.6)
      const to = namespace !== undefined && dice.chance(0.5) ? `Role/r-${n % 4}` : `ClusterRole/cr-${n % 9}`
      const place = { name: 'new', ...(namespace !== undefined && { namespace }) }
      const rules = rulesBy(dice, { namespaced: namespace !== undefined })
      const object = isRole ? role('new', rules, namespace) : binding({ ...place, to, subjects: ['User:zoe'] })
      const theirs = await refusalOf(client, user, object)
      const known: UserInfo = { ...user, groups: [...groupsOf(user), 'system:authenticated'] }
      const refusal = isRole
        ? await guard.checkRole(known, object, undefined)
        : await guard.checkBinding(known, object as BindingObject)
      const ours = refusal && ('why' in refusal ? refusal.why : `"${refusal.missingRole.name}" not found`)
      const alike = ours === undefined ? theirs === undefined : comparable(theirs)?.endsWith(comparable(ours) ?? '')
      if (alike !== true) t.fail('kube-apiserver decides otherwise', { user, object, theirs, ours })
      if (theirs !== undefined) refused++
    }
    t.comment(`seed ${seed}: ${refused} of ${counts.writes} refused`)
    t.ok(refused > counts.writes / 10 && refused < counts.writes, 'both answers occur')
  })
})

import t from 'tap'
import { compilePolicy, defaultAuditPolicy } from '../../../apiserver/audit/policy.ts'
import { parseAuditPolicy } from '../../../apiserver/audit/parse-policy.ts'
import type { Attributes, UserInfo } from '../../../apiserver/auth/types.ts'

const header = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n'
const alice: UserInfo = { name: 'alice', groups: ['plant-a', 'system:authenticated'] }
const path = (path: string, verb = 'get'): Attributes => ({ kind: 'nonresource', verb, path })

function ask(what: string, more: Partial<Extract<Attributes, { kind: 'resource' }>> = {}): Attributes {
  const [resource = '', subresource] = what.split('/')
  const common = { kind: 'resource', verb: 'get', group: '', version: 'v1', namespace: 'a', name: 'x' } as const
  return { ...common, resource, ...(subresource !== undefined && { subresource }), ...more }
}

/** The level that a policy of these rules, and a last one for all, has for a request. */
function levelOf(rule: string, attributes: readonly Attributes[], user: UserInfo | null = alice): string {
  const policy = parseAuditPolicy(`${header}rules: [{ level: Request, ${rule} }, { level: Metadata }]`)
  return compilePolicy(policy)({ user: user ?? undefined, attributes }).level
}

t.test('the first rule that matches says what is written, as in kube-apiserver', async (t) => {
  const cases: readonly (readonly [string, Attributes, boolean])[] = [
    ['', ask('pods'), true],
    ['users: [alice]', ask('pods'), true],
    ['users: [bob]', ask('pods'), false],
    ['userGroups: [plant-a, x]', ask('pods'), true],
    ['userGroups: [plant-b]', ask('pods'), false],
    ['verbs: [get, list]', ask('pods'), true],
    ['verbs: [list]', ask('pods'), false],
    ['namespaces: [a]', ask('pods'), true],
    ['namespaces: [b]', ask('pods'), false],
    ['namespaces: [""]', { ...ask('nodes'), namespace: undefined } as never, true],
    ['namespaces: [a]', path('/version'), false],
    ['resources: [{ group: "" }]', ask('pods/log'), true],
    ['resources: [{ group: "apps" }]', ask('pods'), false],
    ['resources: [{ group: "", resources: [pods] }]', ask('pods'), true],
    ['resources: [{ group: "", resources: [pods] }]', ask('pods/log'), false],
    ['resources: [{ group: "", resources: [pods/log] }]', ask('pods/log'), true],
    ['resources: [{ group: "", resources: ["pods/*"] }]', ask('pods/exec'), true],
    ['resources: [{ group: "", resources: ["*/exec"] }]', ask('pods/exec'), true],
    ['resources: [{ group: "", resources: ["*/exec"] }]', ask('exec'), false],
    ['resources: [{ group: "", resources: ["*"] }]', ask('pods/exec'), true],
    ['resources: [{ group: "", resources: [pods], resourceNames: [x] }]', ask('pods'), true],
    ['resources: [{ group: "", resources: [pods], resourceNames: [y] }]', ask('pods'), false],
    ['nonResourceURLs: ["/healthz*"]', path('/healthz/ping'), true],
    ['nonResourceURLs: ["/healthz"]', path('/healthz/ping'), false],
    ['nonResourceURLs: ["*"]', path('/anything'), true],
    ['nonResourceURLs: ["*"]', ask('pods'), false],
  ]
  for (const [rule, attributes, matches] of cases) {
    t.equal(levelOf(rule, [attributes]), matches ? 'Request' : 'Metadata', `${rule} ${JSON.stringify(attributes)}`)
  }
  t.equal(levelOf('users: [alice]', [ask('pods')], null), 'Metadata', 'a stranger is none of the users')
  const nothing = compilePolicy(parseAuditPolicy(`${header}rules: [{ level: Request, users: [bob] }]`))
  t.equal(nothing({ user: alice, attributes: [ask('pods')] }).level, 'None', 'what no rule matches is not written')
})

t.test('a rule holds for a request by what was asked for, and by what that really is', async (t) => {
  const real = ask('virtualpods/exec', { group: 'aranya.arhat.dev' })
  const asked = [ask('pods/exec'), real]
  t.equal(levelOf('resources: [{ group: aranya.arhat.dev, resources: [virtualpods/exec] }]', asked), 'Request')
  t.equal(levelOf('resources: [{ group: "", resources: [pods/exec] }]', asked), 'Request')
  t.equal(levelOf('resources: [{ group: "", resources: [pods/exec] }]', [real]), 'Metadata')
})

t.test(
  'stages are left out by the policy and by the rule, managed fields by the rule instead of the policy',
  async (t) => {
    const policy = parseAuditPolicy(`${header}
omitStages: [RequestReceived]
omitManagedFields: true
rules:
- { level: Metadata, users: [alice], omitStages: [Panic], omitManagedFields: false }
- { level: Metadata }`)
    const decide = compilePolicy(policy)
    const first = decide({ user: alice, attributes: [ask('pods')] })
    t.same([...first.omitStages], ['RequestReceived', 'Panic'])
    t.equal(first.omitManagedFields, false)
    const second = decide({ user: undefined, attributes: [ask('pods')] })
    t.same([...second.omitStages], ['RequestReceived'])
    t.equal(second.omitManagedFields, true)
  },
)

t.test('without a policy, everything but probes and discovery is written', async (t) => {
  const decide = compilePolicy(defaultAuditPolicy)
  for (const [attributes, level] of [
    [path('/healthz'), 'None'],
    [path('/readyz/ping'), 'None'],
    [path('/apis/aranya.arhat.dev/v1alpha1'), 'None'],
    [path('/openapi/v3'), 'None'],
    [path('/metrics'), 'Metadata'],
    [path('/apis', 'post'), 'Metadata'],
    [ask('pods'), 'Metadata'],
  ] as const) {
    t.equal(decide({ user: alice, attributes: [attributes] }).level, level, JSON.stringify(attributes))
  }
  t.equal(decide({ user: undefined, attributes: [path('/apis')] }).level, 'Metadata', 'a stranger at discovery')
})

t.test('a policy that is wrong is refused in words that say where', async (t) => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /empty/],
    ['{', /Flow map|Expected/],
    ['- 1', /not a map/],
    [header, /^rules: there is none/],
    [`${header}rules: []`, /^rules: there is none/],
    ['kind: Policy\nrules: [{ level: None }]', /^apiVersion: is missing$/],
    [
      'apiVersion: audit.k8s.io/v1beta1\nkind: Policy\nrules: [{ level: None }]',
      /^apiVersion: .*one of audit.k8s.io\/v1$/,
    ],
    [`${header}rules: [{ users: [x] }]`, /^rules\[0\]\.level: is missing; one of None, Metadata/],
    [`${header}rules: [{ level: metadata }]`, /^rules\[0\]\.level: "metadata" is not one of/],
    [`${header}rules: [{ level: None, user: [x] }]`, /^rules\[0\]\.user: unknown field; known are level, users/],
    [`${header}rules: [{ level: None, users: x }]`, /^rules\[0\]\.users: not a list$/],
    [`${header}rules: [{ level: None, users: [1] }]`, /^rules\[0\]\.users\[0\]: not a text$/],
    [`${header}rules: [{ level: None, omitStages: [Never] }]`, /^rules\[0\]\.omitStages\[0\]: "Never" is not one of/],
    [`${header}omitManagedFields: maybe\nrules: [{ level: None }]`, /^omitManagedFields: not true or false$/],
    [`${header}rules: [{ level: None, nonResourceURLs: [x] }]`, /does not begin with \//],
    [`${header}rules: [{ level: None, nonResourceURLs: ["/a*b"] }]`, /\* that is not its last character/],
    [`${header}rules: [{ level: None, nonResourceURLs: [/a], namespaces: [b] }]`, /not for both/],
    [
      `${header}rules: [{ level: None, resources: [{ group: "*" }] }]`,
      /resources\[0\]\.group: "\*" is not an API group/,
    ],
    [`${header}rules: [{ level: None, resources: [{ resourceNames: [x] }] }]`, /needs at least one of resources/],
    [`${header}rules: [{ level: None, users: 1, verbs: 2 }]`, /users: not a list; rules\[0\]\.verbs: not a list/],
  ]
  for (const [text, message] of cases) t.throws(() => parseAuditPolicy(text), { name: 'PolicyError', message }, text)
})

import t from 'tap'
import type { Test } from 'tap'
import { kubectls, startAranya, succeed } from '../support/aranya.ts'
import type { Aranya } from '../support/aranya.ts'
import { minorVersion } from '../support/kubectl-version.ts'
import { eventually } from '../support/processes.ts'
import type { Finished } from '../support/processes.ts'

/** Roles and bindings as kubectl makes, shows, reconciles and applies them. */

const group = 'rbac.authorization.k8s.io'
/** From 1.32 on it sends roles and bindings as protobuf; 1.27 has no OpenAPI v3 for validation; 1.20 is the oldest. */
const wanted = new Set([20, 27, 32, 36])

t.test('every kubectl', async (t) => {
  const aranya = await startAranya(t)
  const minors = new Map<number, string>()
  for (const binary of kubectls()) minors.set(await minorVersion(binary), binary)
  const chosen = [...minors].filter(([minor]) => wanted.has(minor))
  for (const [minor, binary] of chosen.length > 0 ? chosen : minors) {
    await t.test(`kubectl 1.${minor}`, (t) => useKubectl(t, aranya, { binary, namespace: `ns-${minor}` }))
  }
})

interface Use {
  readonly binary: string
  readonly namespace: string
}

/** One kubectl, in a namespace of its own. */
interface Kubectl {
  readonly namespace: string
  /** What a command that succeeds prints. */
  readonly says: (...args: readonly string[]) => Promise<string>
  /** The same of one that reads an object. */
  readonly given: (object: object, ...command: readonly string[]) => Promise<string>
  /** A command that may fail. */
  readonly tries: (object: object, ...command: readonly string[]) => Promise<Finished>
}

async function useKubectl(t: Test, aranya: Aranya, { binary, namespace }: Use): Promise<void> {
  const tries: Kubectl['tries'] = (object, ...command) =>
    aranya.kubectlWith({ binary, input: JSON.stringify(object) }, ...command, '-f', '-')
  const kubectl: Kubectl = {
    namespace,
    tries,
    says: async (...args) => (await succeed(aranya.kubectlWith({ binary }, ...args))).stdout.toString(),
    given: async (...command) => (await succeed(tries(...command))).stdout.toString(),
  }
  await kubectl.says('create', 'namespace', namespace)
  await make(kubectl)
  await show(t, kubectl)
  await aggregate(kubectl)
  await change(t, kubectl)
  if (!binary.includes('1.20')) t.match(await kubectl.says('explain', 'rolebinding.roleRef'), /kind/)
  await kubectl.says('delete', 'clusterrole,clusterrolebinding', nameOf(kubectl))
  await kubectl.says('delete', 'namespace', namespace)
  t.equal(await kubectl.says('get', 'roles,rolebindings', '-n', namespace), '')
}

const nameOf = ({ namespace }: Kubectl): string => `${namespace}:reader`

async function make(kubectl: Kubectl): Promise<void> {
  const { namespace, says } = kubectl
  const create = (...words: readonly string[]): Promise<string> => says('create', ...words)
  const inNamespace = ['-n', namespace]
  const name = nameOf(kubectl)
  const execs = ['--verb=create,get', '--resource=virtualpods.aranya.arhat.dev/exec', '--resource-name=one']
  const people = ['--user=ann', `--serviceaccount=${namespace}:robot`, '--group=ops']
  const reads = ['--verb=get', '--resource=edgedevices.aranya.arhat.dev', '--non-resource-url=/metrics']
  await Promise.all([
    create('role', 'execs', ...execs, ...inNamespace),
    create('rolebinding', 'ann', '--role=execs', ...people, ...inNamespace),
    create('clusterrole', name, ...reads),
    create('clusterrole', `${name}s`, '--aggregation-rule', `part-of=${namespace}`),
    create('clusterrolebinding', name, `--clusterrole=${name}`, '--user=ann'),
  ])
}

async function show(t: Test, kubectl: Kubectl): Promise<void> {
  const { namespace, says } = kubectl
  const inNamespace = ['-n', namespace]
  const rule = {
    apiGroups: ['aranya.arhat.dev'],
    resources: ['virtualpods/exec'],
    resourceNames: ['one'],
    verbs: ['create', 'get'],
  }
  const [made, roles, bindings, binding, role, mayGet] = await Promise.all([
    says('get', 'role', 'execs', ...inNamespace, '-o', 'json'),
    says('get', 'roles', ...inNamespace),
    says('get', 'rolebindings', '-o', 'wide', ...inNamespace),
    says('describe', 'rolebinding', 'ann', ...inNamespace),
    says('describe', 'clusterrole', nameOf(kubectl)),
    says('auth', 'can-i', 'get', 'edgedevices', '--as=ann'),
  ])
  t.same(JSON.parse(made).rules, [rule])
  t.match(roles, /^NAME +CREATED AT\nexecs +\d{4}-\d\d-\d\dT/)
  const columns = 'NAME +ROLE +AGE +USERS +GROUPS +SERVICEACCOUNTS'
  t.match(bindings, new RegExp(`^${columns}\\nann +Role/execs +\\w+ +ann +ops +${namespace}/robot`))
  const subjects = `User +ann[^]*Group +ops[^]*ServiceAccount +robot +${namespace}`
  t.match(binding, new RegExp(`Role:\\n +Kind: +Role\\n +Name: +execs\\nSubjects:[^]*${subjects}`))
  t.match(role, /\/metrics/)
  t.equal(mayGet, 'yes\n')
}

async function aggregate(kubectl: Kubectl): Promise<void> {
  const { namespace, says } = kubectl
  const name = nameOf(kubectl)
  await says('label', 'clusterrole', name, `part-of=${namespace}`)
  await eventually('the role is aggregated', async () =>
    (await says('get', 'clusterrole', `${name}s`, '-o', 'jsonpath={.rules[*].resources}')).includes('edgedevices'),
  )
}

async function change(t: Test, { namespace, says, given, tries }: Kubectl): Promise<void> {
  const inNamespace = ['-n', namespace]
  const role = { apiVersion: `${group}/v1`, kind: 'Role', metadata: { name: 'applied', namespace } }
  const rule = { apiGroups: ['aranya.arhat.dev'], resources: ['virtualpods'], verbs: ['get'] }
  t.match(await given({ ...role, rules: [rule] }, 'apply'), /applied created/)
  t.match(await given({ ...role, rules: [{ ...rule, verbs: ['list'] }] }, 'apply'), /applied configured/)
  t.match(await given({ ...role, rules: [{ ...rule, verbs: ['list'] }] }, 'apply'), /applied unchanged/)
  t.match(await given({ ...role, rules: [rule] }, 'auth', 'reconcile'), /applied reconciled/)
  const verbs = await says('get', 'role', 'applied', ...inNamespace, '-o', 'jsonpath={.rules[*].verbs[*]}')
  t.equal(verbs.split(' ').sort().join(), 'get,list', 'what was there stays')

  const binding = {
    apiVersion: `${group}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'ann', namespace },
    roleRef: { apiGroup: group, kind: 'Role', name: 'applied' },
    subjects: [{ kind: 'User', name: 'bea', apiGroup: group }],
  }
  t.match((await tries(binding, 'apply')).stderr, /roleRef.*cannot change roleRef/)
  t.match(await given(binding, 'auth', 'reconcile'), /ann reconciled/)
  const path = 'jsonpath={.roleRef.name} {.subjects[*].name}'
  const subjects = await says('get', 'rolebinding', 'ann', ...inNamespace, '-o', path)
  t.match(subjects, /^applied .*bea/, 'it was made anew')
}

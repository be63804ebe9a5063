import t from 'tap'
import type { Test } from 'tap'
import { kubectls, startAranya, succeed } from '../support/aranya.ts'
import type { Aranya } from '../support/aranya.ts'
import { minorVersion } from '../support/kubectl-version.ts'
import { eventually } from '../support/processes.ts'

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

async function useKubectl(t: Test, aranya: Aranya, { binary, namespace }: Use): Promise<void> {
  const kubectl = async (...args: string[]): Promise<string> =>
    (await succeed(aranya.kubectlWith({ binary }, ...args))).stdout.toString()
  const apply = async (object: object, ...command: string[]): Promise<string> =>
    (
      await succeed(aranya.kubectlWith({ binary, input: JSON.stringify(object) }, ...command, '-f', '-'))
    ).stdout.toString()
  const inNamespace = ['-n', namespace]
  const name = `${namespace}:reader`
  await kubectl('create', 'namespace', namespace)
  await kubectl(
    'create',
    'role',
    'execs',
    '--verb=create,get',
    '--resource=virtualpods.aranya.arhat.dev/exec',
    '--resource-name=one',
    ...inNamespace,
  )
  await kubectl(
    'create',
    'rolebinding',
    'ann',
    '--role=execs',
    '--user=ann',
    `--serviceaccount=${namespace}:robot`,
    '--group=ops',
    ...inNamespace,
  )
  await kubectl(
    'create',
    'clusterrole',
    name,
    '--verb=get',
    '--resource=edgedevices.aranya.arhat.dev',
    '--non-resource-url=/metrics',
  )
  await kubectl('create', 'clusterrole', `${name}s`, '--aggregation-rule', `part-of=${namespace}`)
  await kubectl('create', 'clusterrolebinding', name, `--clusterrole=${name}`, '--user=ann')

  const made = JSON.parse(await kubectl('get', 'role', 'execs', ...inNamespace, '-o', 'json'))
  t.same(made.rules, [
    {
      apiGroups: ['aranya.arhat.dev'],
      resources: ['virtualpods/exec'],
      resourceNames: ['one'],
      verbs: ['create', 'get'],
    },
  ])
  t.match(await kubectl('get', 'roles', ...inNamespace), /^NAME +CREATED AT\nexecs +\d{4}-\d\d-\d\dT/)
  t.match(
    await kubectl('get', 'rolebindings', '-o', 'wide', ...inNamespace),
    new RegExp(
      `^NAME +ROLE +AGE +USERS +GROUPS +SERVICEACCOUNTS\\nann +Role/execs +\\w+ +ann +ops +${namespace}/robot`,
    ),
  )
  t.match(
    await kubectl('describe', 'rolebinding', 'ann', ...inNamespace),
    new RegExp(
      `Role:\\n +Kind: +Role\\n +Name: +execs\\nSubjects:[^]*User +ann[^]*Group +ops[^]*ServiceAccount +robot +${namespace}`,
    ),
  )
  t.match(await kubectl('describe', 'clusterrole', name), /\/metrics/)
  t.equal(
    (await aranya.kubectlWith({ binary }, 'auth', 'can-i', 'get', 'edgedevices', '--as=ann')).stdout.toString(),
    'yes\n',
  )

  await kubectl('label', 'clusterrole', name, `part-of=${namespace}`)
  await eventually('the role is aggregated', async () =>
    (await kubectl('get', 'clusterrole', `${name}s`, '-o', 'jsonpath={.rules[*].resources}')).includes('edgedevices'),
  )

  const role = { apiVersion: `${group}/v1`, kind: 'Role', metadata: { name: 'applied', namespace } }
  const rule = { apiGroups: ['aranya.arhat.dev'], resources: ['virtualpods'], verbs: ['get'] }
  t.match(await apply({ ...role, rules: [rule] }, 'apply'), /applied created/)
  t.match(await apply({ ...role, rules: [{ ...rule, verbs: ['list'] }] }, 'apply'), /applied configured/)
  t.match(await apply({ ...role, rules: [{ ...rule, verbs: ['list'] }] }, 'apply'), /applied unchanged/)
  t.match(await apply({ ...role, rules: [rule] }, 'auth', 'reconcile'), /applied reconciled/)
  const verbs = await kubectl('get', 'role', 'applied', ...inNamespace, '-o', 'jsonpath={.rules[*].verbs[*]}')
  t.equal(verbs.split(' ').sort().join(), 'get,list', 'what was there stays')
  const binding = {
    apiVersion: `${group}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'ann', namespace },
    roleRef: { apiGroup: group, kind: 'Role', name: 'applied' },
    subjects: [{ kind: 'User', name: 'bea', apiGroup: group }],
  }
  const changed = await aranya.kubectlWith({ binary, input: JSON.stringify(binding) }, 'apply', '-f', '-')
  t.match(changed.stderr, /roleRef.*cannot change roleRef/)
  t.match(await apply(binding, 'auth', 'reconcile'), /ann reconciled/)
  const subjects = await kubectl(
    'get',
    'rolebinding',
    'ann',
    ...inNamespace,
    '-o',
    'jsonpath={.roleRef.name} {.subjects[*].name}',
  )
  t.match(subjects, /^applied .*bea/, 'it was made anew')
  if (!binary.includes('1.20')) t.match(await kubectl('explain', 'rolebinding.roleRef'), /kind/)
  await kubectl('delete', 'clusterrole,clusterrolebinding', name)
  await kubectl('delete', 'namespace', namespace)
  t.equal(await kubectl('get', 'roles,rolebindings', ...inNamespace), '')
}

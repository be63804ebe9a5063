import t from 'tap'
import type { Test } from 'tap'
import { createMastersAuthorizer } from '../../support/masters-authorizer.ts'
import { bootstrapRbac } from '../../../apiserver/controllers/bootstrap-rbac.ts'
import { startControllers } from '../../../apiserver/controllers/start-controllers.ts'
import { createRegistry } from '../../../apiserver/registry/registry.ts'
import { openWatchCache } from '../../../apiserver/storage/cache/cached-backend.ts'
import { openMemoryBackend } from '../../../apiserver/storage/memory/memory-backend.ts'
import { eventually } from '../../support/processes.ts'
import type { Client, Reply } from './support/client.ts'
import { log, startServer } from './support/server.ts'
import { openRbac } from '../../../apiserver/auth/rbac/rbac-authorizer.ts'

const rbac = '/apis/rbac.authorization.k8s.io/v1'
const inPlantA = `${rbac}/namespaces/plant-a`
const devices = '/apis/aranya.arhat.dev/v1alpha1/namespaces/plant-a/edgedevices'
const group = 'rbac.authorization.k8s.io'

/** A server as it is standalone, with its roles and without devices, and with a namespace. */
async function start(t: Test) {
  const cache = await openWatchCache(openMemoryBackend(), { log })
  const { authorizer, guard } = openRbac(cache)
  const registry = await createRegistry({ cache, authorizer, guard })
  await bootstrapRbac({ rbac: registry.rbac, log })
  const controllers = startControllers({ registry, cache, log })
  const server = await startServer(t, { storages: registry.storages, authorizer })
  t.teardown(async () => {
    await controllers.close()
    await cache.close()
  })
  const userOf = (name: string, ...organizations: string[]): Client =>
    server.clientOf(server.ca.issue({ commonName: name, organizations }))
  const { admin } = server
  await post(admin, '/api/v1/namespaces', { metadata: { name: 'plant-a' } })
  await eventually('the roles are aggregated', async () => (await ruleCount(admin, 'admin')) > 8)
  return { ...server, userOf }
}

const post = (client: Client, path: string, body: unknown): Promise<Reply> => client.ask(path, { method: 'POST', body })
const put = (client: Client, path: string, body: unknown): Promise<Reply> => client.ask(path, { method: 'PUT', body })
const remove = (client: Client, path: string): Promise<Reply> => client.ask(path, { method: 'DELETE' })

async function ruleCount(client: Client, name: string): Promise<number> {
  return (await client.ask(`${rbac}/clusterroles/${name}`)).json.rules.length
}

function roleBinding(name: string, role: string, ...users: string[]): object {
  return {
    metadata: { name },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: role },
    subjects: users.map((user) => ({ kind: 'User', name: user })),
  }
}

const reads = { apiGroups: ['aranya.arhat.dev'], resources: ['edgedevices'], verbs: ['get'] }

function causesOf(reply: Reply): string[] {
  return (reply.json.details.causes as { field: string; message: string }[]).map(
    ({ field, message }) => `${field}: ${message}`,
  )
}

t.test('roles and bindings over HTTP', async (t) => {
  const world = await start(t)
  const { admin, userOf } = world

  await t.test('a new server has the roles of Kubernetes and its own', async (t) => {
    const { items } = (await admin.ask(`${rbac}/clusterroles`)).json
    const names = (items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name)
    for (const name of ['cluster-admin', 'admin', 'edit', 'view', 'system:discovery', 'aranya-operator'])
      t.ok(names.includes(name), name)
    const nobody = userOf('nobody')
    const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
    for (const path of ['/api', '/apis', `/apis/${group}`, rbac, '/openapi/v2', '/version', definitions])
      t.equal((await nobody.ask(path)).code, 200, path)
    t.same((await nobody.ask(definitions)).json.items, [])
    t.equal((await nobody.ask(`${definitions}/one`)).code, 403)
    t.equal((await nobody.ask('/metrics')).code, 403)
    const refused = await nobody.ask(devices)
    t.equal(refused.code, 403)
    t.equal(
      refused.json.message,
      'edgedevices.aranya.arhat.dev is forbidden: User "nobody" cannot list resource "edgedevices" in API group "aranya.arhat.dev" in the namespace "plant-a"',
    )
  })

  await t.test('nothing that opens a shell is in view, and view is in edit, and edit in admin', async (t) => {
    type Rule = { resources?: string[]; verbs: string[]; apiGroups?: string[] }
    const rulesOf = async (name: string): Promise<string[]> => {
      const { rules } = (await admin.ask(`${rbac}/clusterroles/${name}`)).json as { rules: Rule[] }
      return rules.flatMap(({ resources = [], verbs }) =>
        resources.flatMap((one) => verbs.map((verb) => `${verb} ${one}`)),
      )
    }
    const [view, edit, all] = await Promise.all([rulesOf('view'), rulesOf('edit'), rulesOf('admin')])
    t.ok(view.includes('get virtualpods/log'))
    t.notOk(
      view.some((rule) => /exec|attach|hostshell|portforward|virtualpods\/proxy|edgedevices\/proxy|token/.test(rule)),
    )
    t.ok(edit.includes('create virtualpods/exec'))
    t.notOk(edit.some((rule) => /hostshell|token|edgedevices\/exec|create virtualpods$/.test(rule)))
    t.ok(all.includes('create edgedevices/hostshell') && all.includes('create rolebindings'))
    t.ok(view.every((rule) => edit.includes(rule)) && edit.every((rule) => all.includes(rule)))
  })

  await t.test('a binding counts from its answer on, and its deletion as well', async (t) => {
    const alice = userOf('alice')
    for (let round = 0; round < 20; round++) {
      t.equal((await alice.ask(devices)).code, 403)
      t.equal((await post(admin, `${inPlantA}/rolebindings`, roleBinding('alice', 'view', 'alice'))).code, 201)
      t.equal((await alice.ask(devices)).code, 200)
      t.equal((await alice.ask(devices.replace('plant-a', 'default'))).code, 403)
      t.equal((await remove(admin, `${inPlantA}/rolebindings/alice`)).code, 200)
    }
  })

  await t.test('what is wrong is refused in the words of Kubernetes', async (t) => {
    const noRef = await post(admin, `${inPlantA}/rolebindings`, {
      metadata: { name: 'a%b' },
      subjects: [{ kind: 'Robot', name: 'x' }, { kind: 'User' }, { kind: 'ServiceAccount', name: 'A', apiGroup: 'x' }],
    })
    t.equal(noRef.code, 422)
    t.strictSame(causesOf(noRef), [
      `metadata.name: Invalid value: "a%b": may not contain '%'`,
      'roleRef.kind: Unsupported value: "": supported values: "Role", "ClusterRole"',
      'roleRef.name: Required value',
      'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
      'subjects[1].name: Required value',
      'subjects[1].name: Invalid value: "": user name cannot be empty',
      "subjects[2].name: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case letters, digits, '-' and '.', and each part must begin and end with a letter or digit",
      'subjects[2].apiGroup: Unsupported value: "x": supported values: ""',
    ])
    const noRules = await post(admin, `${inPlantA}/roles`, {
      metadata: { name: 'r' },
      rules: [{ verbs: [] }, { verbs: ['get'], nonResourceURLs: ['/x'], apiGroups: [''] }],
    })
    t.strictSame(causesOf(noRules), [
      'rules[0].verbs: Required value: verbs must contain at least one value',
      'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
      'rules[0].resources: Required value: resource rules must supply at least one resource',
      'rules[1].nonResourceURLs: Invalid value: "array": namespaced rules cannot apply to non-resource URLs',
      'rules[1].nonResourceURLs: Invalid value: "array": rules cannot apply to both regular resources and non-resource URLs',
    ])
    const selectors = await post(admin, `${rbac}/clusterroles`, {
      metadata: { name: 'r' },
      aggregationRule: { clusterRoleSelectors: [{ matchExpressions: [{ key: 'a', operator: 'In' }] }] },
    })
    t.strictSame(causesOf(selectors), [
      "aggregationRule.clusterRoleSelectors[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    ])
    t.equal(
      (
        await post(admin, `${rbac}/clusterrolebindings`, {
          ...roleBinding('x', 'view'),
          roleRef: { kind: 'Role', name: 'view' },
        })
      ).code,
      422,
    )
    const accounts = { ...roleBinding('x', 'view'), subjects: [{ kind: 'ServiceAccount', name: 'x' }] }
    t.strictSame(causesOf(await post(admin, `${rbac}/clusterrolebindings`, accounts)), [
      'subjects[0].namespace: Required value',
    ])
  })

  await t.test(
    'names are segments of paths, defaults are those of Kubernetes, and a role stays what it is bound to',
    async (t) => {
      const created = await post(admin, `${inPlantA}/rolebindings`, roleBinding('system:Plant A', 'view', 'carol'))
      t.equal(created.code, 201)
      t.match(created.json.subjects, [{ kind: 'User', name: 'carol', apiGroup: group }])
      const path = `${inPlantA}/rolebindings/system:Plant%20A`
      const { json } = await admin.ask(path)
      const changed = await put(admin, path, { ...json, roleRef: { ...json.roleRef, name: 'edit' } })
      t.equal(changed.code, 422)
      t.strictSame(causesOf(changed), ['roleRef: Invalid value: "object": cannot change roleRef'])
      const generated = await post(admin, `${inPlantA}/roles`, { metadata: { generateName: 'r:' } })
      t.match(generated.json, { metadata: { name: /^r:.{5}$/ }, rules: [] })
      const patched = await admin.ask(path, {
        method: 'PATCH',
        headers: { 'content-type': 'application/strategic-merge-patch+json' },
        body: JSON.stringify({ subjects: [{ kind: 'Group', name: 'g', apiGroup: group }] }),
      })
      t.match(patched.json.subjects, [{ kind: 'Group' }])
      t.equal(patched.json.subjects.length, 1, 'subjects are one value')
    },
  )

  await t.test('tables have the columns of kubectl', async (t) => {
    const headers = { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' }
    type Table = { columnDefinitions: { name: string; priority: number }[]; rows: { cells: unknown[] }[] }
    const roles = (await admin.ask(`${rbac}/clusterroles`, { headers })).json as Table
    t.strictSame(
      roles.columnDefinitions.map(({ name }) => name),
      ['Name', 'Created At'],
    )
    const bindings = (await admin.ask(`${rbac}/clusterrolebindings/system:public-info-viewer`, { headers }))
      .json as Table
    t.strictSame(
      bindings.columnDefinitions.map(({ name, priority }) => `${name} ${priority}`),
      ['Name 0', 'Role 0', 'Age 0', 'Users 1', 'Groups 1', 'ServiceAccounts 1'],
    )
    t.match(bindings.rows[0]?.cells, [
      'system:public-info-viewer',
      'ClusterRole/system:public-info-viewer',
      String,
      '',
      'system:authenticated, system:unauthenticated',
      '',
    ])
  })

  await t.test('the administrator of a namespace hands out what they have, and no more', async (t) => {
    const dora = userOf('dora', 'leads')
    await post(admin, `${inPlantA}/rolebindings`, roleBinding('dora', 'admin', 'dora'))
    t.equal((await post(dora, `${inPlantA}/roles`, { metadata: { name: 'reads' }, rules: [reads] })).code, 201)
    const more = { metadata: { name: 'more' }, rules: [reads, { ...reads, verbs: ['impersonate'] }] }
    const refused = await post(dora, `${inPlantA}/roles`, more)
    t.equal(refused.code, 403)
    t.equal(
      refused.json.message,
      'roles.rbac.authorization.k8s.io "more" is forbidden: user "dora" (groups=["leads" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:["aranya.arhat.dev"], Resources:["edgedevices"], Verbs:["impersonate"]}',
    )
    const path = `${inPlantA}/roles/reads`
    t.equal((await put(dora, path, { ...more, metadata: { name: 'reads' } })).code, 403)
    t.equal((await post(dora, `${inPlantA}/rolebindings`, roleBinding('x', 'view', 'erin'))).code, 201)
    t.equal((await post(dora, `${inPlantA}/rolebindings`, roleBinding('y', 'cluster-admin', 'dora'))).code, 403)
    t.equal((await post(dora, `${rbac}/clusterrolebindings`, roleBinding('z', 'view', 'dora'))).code, 403)
    t.match((await post(dora, `${inPlantA}/rolebindings`, roleBinding('w', 'gone', 'dora'))).json, {
      code: 404,
      message: 'clusterroles.rbac.authorization.k8s.io "gone" not found',
    })
    const withLabel = await admin.ask(path, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ rules: more.rules }),
    })
    t.equal(withLabel.code, 200)
    const relabelled = await dora.ask(path, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ metadata: { labels: { a: 'b' } } }),
    })
    t.equal(relabelled.code, 403, 'who does not have its rules does not touch a role at all')
    for (const finalizers of [['example.com/x'], []]) {
      const released = await dora.ask(path, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ metadata: { finalizers } }),
      })
      t.equal(released.code, 200, 'but for what a garbage collector writes')
    }
  })

  await t.test('a role is aggregated again whenever what it selects changes', async () => {
    const names = async (): Promise<string> => {
      const { rules } = (await admin.ask(`${rbac}/clusterroles/all`)).json
      return (rules as { resources: string[] }[]).flatMap(({ resources }) => resources).join()
    }
    const part = (name: string, labels: object): object => ({
      metadata: { name, labels },
      rules: [{ ...reads, resources: [name] }],
    })
    await post(admin, `${rbac}/clusterroles`, part('b', { part: 'yes' }))
    await post(admin, `${rbac}/clusterroles`, part('a', { part: 'no' }))
    await post(admin, `${rbac}/clusterroles`, {
      metadata: { name: 'all', labels: { part: 'yes' } },
      rules: [{ ...reads, resources: ['overwritten'] }],
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] },
    })
    await eventually('the rules of b', async () => (await names()) === 'b')
    await put(admin, `${rbac}/clusterroles/a`, part('a', { part: 'yes' }))
    await eventually('the rules of a,b', async () => (await names()) === 'a,b')
    await remove(admin, `${rbac}/clusterroles/b`)
    await eventually('the rules of a', async () => (await names()) === 'a')
  })

  await t.test('a namespace takes its roles and bindings along', async (t) => {
    await remove(admin, '/api/v1/namespaces/plant-a')
    const left = async (kind: string): Promise<number> => (await admin.ask(`${inPlantA}/${kind}`)).json.items.length
    const gone = async (): Promise<boolean> => (await admin.ask('/api/v1/namespaces/plant-a')).code === 404
    await eventually('the namespace is gone', gone)
    t.equal(await left('roles'), 0)
    t.equal(await left('rolebindings'), 0)
  })
})

t.test('where the roles are a cluster’s, none are served', async (t) => {
  const { admin } = await startServer(t, { authorizer: createMastersAuthorizer() })
  t.equal((await admin.ask(`${rbac}/clusterroles`)).code, 404)
})

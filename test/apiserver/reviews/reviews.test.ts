import t from 'tap'
import type { Test } from 'tap'
import { ApiError } from '../../../apiserver/api/meta/errors.ts'
import type { PolicyRule } from '../../../apiserver/api/kinds/rbac/policy-rule.ts'
import type { Attributes, Authorizer, UserInfo } from '../../../apiserver/auth/types.ts'
import { createAskedRules } from '../../../apiserver/reviews/asked-rules.ts'
import { createGrantedRules } from '../../../apiserver/reviews/granted-rules.ts'
import { createReviews, createSelfReviews } from '../../../apiserver/reviews/reviews.ts'
import { mapAttributes } from '../../../apiserver/virtualcore/map-attributes.ts'
import { startServer } from '../http/support/server.ts'

const authorization = '/apis/authorization.k8s.io/v1'
const prefix = '/apis/aranya.arhat.dev/v1alpha1/namespaces/plant-a/virtualclusters/default/proxy'

interface Question {
  readonly user: UserInfo
  readonly attributes: Attributes
}

/** Says yes to the admin, and to virtual pods in plant-a; fails for secrets. Keeps what it was asked by reviews. */
function createAuthorizer(): { authorizer: Authorizer; asked: Question[] } {
  const asked: Question[] = []
  const authorize: Authorizer['authorize'] = async (user, attributes) => {
    asked.push({ user, attributes })
    if (attributes.kind === 'resource' && attributes.resource === 'secrets') {
      throw new ApiError('InternalError', 'the cluster does not answer')
    }
    if (user.groups.includes('system:masters') || isReview(attributes)) return { allowed: true }
    return isOfPlant(attributes) ? { allowed: true, reason: 'a role says so' } : { allowed: false }
  }
  return { authorizer: { authorize }, asked }
}

function isReview(attributes: Attributes): boolean {
  return attributes.kind === 'resource' && /review/.test(attributes.resource)
}

function isOfPlant(attributes: Attributes): boolean {
  return attributes.kind === 'resource' && attributes.resource === 'virtualpods' && attributes.namespace === 'plant-a'
}

const granted: readonly PolicyRule[] = [
  { verbs: ['create'], apiGroups: ['aranya.arhat.dev'], resources: ['virtualpods/exec'], resourceNames: ['pump'] },
  { verbs: ['get'], nonResourceURLs: ['/version'] },
]

async function start(t: Test) {
  const { authorizer, asked } = createAuthorizer()
  const resolver = { rulesFor: () => ({ rules: granted, evaluationError: undefined }) }
  const options = { authorizer, mapAttributes }
  const server = await startServer(t, {
    authorizer,
    mapAttributes,
    storages: createReviews({ ...options, rules: createGrantedRules(resolver), now: () => 0 }),
    virtualCluster: {
      storages: createSelfReviews({ ...options, rules: createAskedRules(options) }),
      actions: [],
      connectors: [],
    },
  })
  const alice = server.clientOf(server.ca.issue({ commonName: 'alice', organizations: ['plant-a'] }))
  const last = (): Question | undefined => asked.at(-1)
  return { ...server, alice, asked, last }
}

t.test('reviews at the root', async (t) => {
  const { alice, admin, last } = await start(t)
  const review = async (kind: string, spec: unknown, rest: object = {}) =>
    alice.ask(`${authorization}/${kind.toLowerCase()}s`, { method: 'POST', body: { spec, ...rest } })
  const selfAccess = (resourceAttributes: unknown) => review('SelfSubjectAccessReview', { resourceAttributes })

  await t.test('a pod is asked for as the virtual pod that it is', async (t) => {
    const resourceAttributes = {
      verb: 'create',
      resource: 'pods',
      subresource: 'exec',
      namespace: 'plant-a',
      name: 'p',
    }
    const reply = await selfAccess(resourceAttributes)
    t.equal(reply.code, 201)
    t.strictSame(reply.json, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: {},
      spec: { resourceAttributes },
      status: { allowed: true, reason: 'a role says so' },
    })
    t.match(last(), {
      user: { name: 'alice' },
      attributes: { resource: 'virtualpods', subresource: 'exec', name: 'p' },
    })
  })

  await t.test('a node is in no namespace, whatever the review says', async (t) => {
    t.strictSame((await selfAccess({ verb: 'list', resource: 'nodes', namespace: 'plant-a' })).json.status, {
      allowed: false,
    })
    t.strictSame(last()?.attributes, {
      kind: 'resource',
      verb: 'list',
      group: 'aranya.arhat.dev',
      version: 'v1alpha1',
      resource: 'edgedevices',
    })
  })

  await t.test('a path is asked for as a path', async (t) => {
    const reply = await review('SelfSubjectAccessReview', { nonResourceAttributes: { verb: 'get', path: '/metrics' } })
    t.strictSame(reply.json.status, { allowed: false })
    t.strictSame(last()?.attributes, { kind: 'nonresource', verb: 'get', path: '/metrics' })
  })

  await t.test('selectors are passed on', async (t) => {
    const fieldSelector = { requirements: [{ key: 'spec.nodeName', operator: 'In', values: ['a,b'] }] }
    const labelSelector = {
      requirements: [
        { key: 'a', operator: 'In', values: ['x', 'y'] },
        { key: 'b', operator: 'DoesNotExist' },
      ],
    }
    await selfAccess({ verb: 'list', resource: 'things', fieldSelector, labelSelector })
    t.match(last()?.attributes, { fieldSelector: 'spec.nodeName=a\\,b', labelSelector: 'a in (x,y),!b' })
    await selfAccess({ verb: 'list', resource: 'things', labelSelector: { rawSelector: 'a=b' } })
    t.match(last()?.attributes, { labelSelector: 'a=b' })
  })

  await t.test('an authorizer that fails is a no with an error', async (t) => {
    const reply = await selfAccess({ verb: 'get', resource: 'secrets', namespace: 'x' })
    t.equal(reply.code, 201)
    t.strictSame(reply.json.status, { allowed: false, evaluationError: 'the cluster does not answer' })
  })

  await t.test('somebody else is asked about with no group added', async (t) => {
    const spec = {
      resourceAttributes: { verb: 'get', resource: 'things' },
      user: 'bob',
      groups: ['a'],
      uid: '7',
      extra: { k: ['v'] },
    }
    t.equal((await review('SubjectAccessReview', spec)).code, 201)
    t.strictSame(last()?.user, { name: 'bob', groups: ['a'], uid: '7', extra: { k: ['v'] } })
  })

  await t.test('within a namespace, nothing outside of it is answered', async (t) => {
    const path = `${authorization}/namespaces/plant-a/localsubjectaccessreviews`
    const ask = (spec: object, metadata?: object) =>
      alice.ask(path, { method: 'POST', body: { spec: { user: 'bob', ...spec }, ...(metadata && { metadata }) } })
    const resourceAttributes = { verb: 'get', resource: 'virtualpods', group: 'aranya.arhat.dev', namespace: 'plant-a' }
    t.match((await ask({ resourceAttributes })).json, { metadata: { namespace: 'plant-a' }, status: { allowed: true } })
    const elsewhere = await ask({ resourceAttributes: { ...resourceAttributes, namespace: 'plant-b' } })
    t.equal(elsewhere.code, 422)
    t.match(elsewhere.json.message, /spec\.resourceAttributes\.namespace.*must match metadata\.namespace/)
    t.equal((await ask({ nonResourceAttributes: { verb: 'get', path: '/' } })).code, 422)
    const node = { verb: 'get', resource: 'nodes', group: '', namespace: 'plant-a', name: 'pump.plant-b' }
    t.match((await ask({ resourceAttributes: node })).json, { status: { allowed: false, reason: /not in namespace/ } })
    t.equal((await ask({ resourceAttributes }, { namespace: 'plant-b' })).code, 400)
  })

  await t.test('what cannot be answered is 422 with its causes', async (t) => {
    const causeOf = async (kind: string, spec: unknown, rest?: object): Promise<string> => {
      const reply = await review(kind, spec, rest)
      t.equal(reply.code, 422, reply.text)
      return `${reply.json.details.causes[0].field}: ${reply.json.details.causes[0].message}`
    }
    const resourceAttributes = { verb: 'get', resource: 'x' }
    const both = { resourceAttributes, nonResourceAttributes: { verb: 'get', path: '/' } }
    t.match(await causeOf('SelfSubjectAccessReview', {}), /^spec\.resourceAttributes: .*exactly one of/)
    t.match(await causeOf('SelfSubjectAccessReview', both), /^spec\.nonResourceAttributes: .*cannot be specified/)
    t.match(
      await causeOf('SubjectAccessReview', { resourceAttributes }),
      /^spec\.user: .*at least one of user or group/,
    )
    t.match(
      await causeOf('SelfSubjectAccessReview', { resourceAttributes }, { metadata: { name: 'x' } }),
      /^metadata: .*must be empty/,
    )
    t.match(
      await causeOf('SelfSubjectAccessReview', { resourceAttributes: { verb: 5 } }),
      /verb: .*must be of type string/,
    )
    const raw = { rawSelector: 'a', requirements: [{ key: 'a', operator: 'Exists' }] }
    const twice = { ...resourceAttributes, labelSelector: raw }
    t.match(await causeOf('SelfSubjectAccessReview', { resourceAttributes: twice }), /labelSelector\.rawSelector: /)
    const badOperator = { ...resourceAttributes, fieldSelector: { requirements: [{ key: 'a', operator: 'Like' }] } }
    t.match(
      await causeOf('SelfSubjectAccessReview', { resourceAttributes: badOperator }),
      /requirements\[0\]\.operator: /,
    )
  })

  await t.test('unknown fields are told of as of objects', async (t) => {
    const body = { spec: { resourceAttributes: { verb: 'get', resorce: 'x' } } }
    const path = `${authorization}/selfsubjectaccessreviews`
    const warned = await alice.ask(path, { method: 'POST', body })
    t.match(warned.headers['warning'], /unknown field .*resorce/)
    t.equal((await alice.ask(`${path}?fieldValidation=Strict`, { method: 'POST', body })).code, 400)
  })

  await t.test('rules are told as they were granted, and what they mean for pods', async (t) => {
    const reply = await review('SelfSubjectRulesReview', { namespace: 'plant-a' })
    t.equal(reply.code, 201)
    t.strictSame(reply.json.status, {
      resourceRules: [
        {
          verbs: ['create'],
          apiGroups: ['aranya.arhat.dev'],
          resources: ['virtualpods/exec'],
          resourceNames: ['pump'],
        },
        { verbs: ['create'], apiGroups: [''], resources: ['pods/exec'], resourceNames: ['pump'] },
      ],
      nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/version'] }],
      incomplete: false,
    })
    const without = await review('SelfSubjectRulesReview', {})
    t.match(without.json, { code: 400, message: 'no namespace on request' })
  })

  await t.test('system:masters may do everything, and is told so', async (t) => {
    const body = { spec: { namespace: 'default' } }
    const reply = await admin.ask(`${authorization}/selfsubjectrulesreviews`, { method: 'POST', body })
    t.match(reply.json.status.resourceRules[0], { verbs: ['*'], apiGroups: ['*'], resources: ['*'] })
    t.strictSame(reply.json.status.nonResourceRules[0], { verbs: ['*'], nonResourceURLs: ['*'] })
  })

  await t.test('who asks is told who they are, in both versions', async (t) => {
    for (const version of ['v1', 'v1beta1']) {
      const reply = await alice.ask(`/apis/authentication.k8s.io/${version}/selfsubjectreviews`, {
        method: 'POST',
        body: {},
      })
      t.equal(reply.code, 201)
      t.strictSame(reply.json, {
        apiVersion: `authentication.k8s.io/${version}`,
        kind: 'SelfSubjectReview',
        metadata: { creationTimestamp: '1970-01-01T00:00:00Z' },
        status: { userInfo: { username: 'alice', groups: ['plant-a', 'system:authenticated'] } },
      })
    }
  })

  await t.test('reviews can be created, and nothing else', async (t) => {
    const path = `${authorization}/selfsubjectaccessreviews`
    t.equal((await admin.ask(path)).code, 405)
    t.equal((await admin.ask(path, { method: 'DELETE' })).code, 405)
    t.equal((await admin.ask(`${path}/x`)).code, 404)
    const { json } = await admin.ask(authorization)
    t.match(json.resources, [
      { name: 'localsubjectaccessreviews', namespaced: true, kind: 'LocalSubjectAccessReview', verbs: ['create'] },
      { name: 'selfsubjectaccessreviews', namespaced: false, verbs: ['create'] },
      { name: 'selfsubjectrulesreviews', namespaced: false, verbs: ['create'] },
      { name: 'subjectaccessreviews', namespaced: false, verbs: ['create'] },
    ])
    const openApi = await admin.ask('/openapi/v3/apis/authorization.k8s.io/v1')
    const { schemas } = openApi.json.components
    t.ok(schemas['io.k8s.api.authorization.v1.SubjectAccessReviewSpec'])
    t.notOk(Object.keys(schemas).some((name) => name.endsWith('ReviewList')))
  })
})

t.test('reviews of a virtual cluster', async (t) => {
  const { alice, asked } = await start(t)
  const ask = (resource: string, spec: unknown) =>
    alice.ask(`${prefix}${authorization}/${resource}`, { method: 'POST', body: { spec } })

  await t.test('all namespaces are its own', async (t) => {
    const reply = await ask('selfsubjectaccessreviews', { resourceAttributes: { verb: 'list', resource: 'pods' } })
    t.equal(reply.code, 201)
    t.strictSame(reply.json.status, { allowed: true, reason: 'a role says so' })
    t.match(asked.at(-1)?.attributes, { resource: 'virtualpods', namespace: 'plant-a' })
  })

  await t.test('there is nothing in another namespace', async (t) => {
    const resourceAttributes = { verb: 'list', resource: 'pods', namespace: 'plant-b' }
    const { status } = (await ask('selfsubjectaccessreviews', { resourceAttributes })).json
    t.match(status, { allowed: false, reason: /plant-b/ })
    t.strictSame((await ask('selfsubjectrulesreviews', { namespace: 'plant-b' })).json.status.resourceRules, [])
  })

  await t.test('rules are asked for one by one, and are incomplete', async (t) => {
    const { status } = (await ask('selfsubjectrulesreviews', { namespace: 'plant-a' })).json
    t.equal(status.incomplete, true)
    t.match(status.evaluationError, /single names/)
    t.strictSame(status.resourceRules, [
      { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods'] },
      { verbs: ['create', 'get'], apiGroups: [''], resources: ['pods/attach'] },
      { verbs: ['create', 'get'], apiGroups: [''], resources: ['pods/exec'] },
      { verbs: ['get'], apiGroups: [''], resources: ['pods/log'] },
      { verbs: ['create', 'get'], apiGroups: [''], resources: ['pods/portforward'] },
    ])
  })

  await t.test('nobody can ask about others there', async (t) => {
    t.equal((await ask('subjectaccessreviews', { user: 'bob' })).code, 404)
  })
})

import t from 'tap'
import type { Attributes } from '../../../apiserver/auth/types.ts'
import { parsePath, pathOf, toAttributes } from '../../../apiserver/http/filters/request-info.ts'

function attributesOf(method: string, target: string): Attributes {
  const path = pathOf(target)
  const query = new URLSearchParams(target.slice(path.length + 1))
  return toAttributes({ method, path, segments: parsePath(target), query })
}

const core = { kind: 'resource', group: '', version: 'v1' } as const
const ours = { kind: 'resource', group: 'g.dev', version: 'v1alpha1', resource: 'things' } as const
const base = '/apis/g.dev/v1alpha1'

/** As in k8s.io/apiserver/pkg/endpoints/request/requestinfo_test.go, in our group. */
const cases: readonly [string, string, Attributes][] = [
  ['GET', '/', { kind: 'nonresource', verb: 'get', path: '/' }],
  ['GET', '/apis', { kind: 'nonresource', verb: 'get', path: '/apis' }],
  ['HEAD', '/api/v1', { kind: 'nonresource', verb: 'head', path: '/api/v1' }],
  ['GET', base, { kind: 'nonresource', verb: 'get', path: base }],
  ['POST', '/version', { kind: 'nonresource', verb: 'post', path: '/version' }],
  ['GET', '/api/v1/namespaces', { ...core, verb: 'list', resource: 'namespaces' }],
  ['GET', '/api/v1/namespaces/n', { ...core, verb: 'get', resource: 'namespaces', namespace: 'n', name: 'n' }],
  [
    'PUT',
    '/api/v1/namespaces/n/status',
    { ...core, verb: 'update', resource: 'namespaces', subresource: 'status', namespace: 'n', name: 'n' },
  ],
  [
    'PUT',
    '/api/v1/namespaces/n/finalize',
    { ...core, verb: 'update', resource: 'namespaces', subresource: 'finalize', namespace: 'n', name: 'n' },
  ],
  ['GET', '/api/v1/namespaces/n/pods', { ...core, verb: 'list', resource: 'pods', namespace: 'n' }],
  [
    'GET',
    '/api/v1/namespaces/n/pods/p/log?follow=1',
    { ...core, verb: 'get', resource: 'pods', subresource: 'log', namespace: 'n', name: 'p' },
  ],
  [
    'POST',
    '/api/v1/namespaces/n/pods/p/exec',
    { ...core, verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'n', name: 'p' },
  ],
  ['GET', '/api/v1/watch/pods', { ...core, verb: 'watch', resource: 'pods' }],
  ['GET', `${base}/things`, { ...ours, verb: 'list' }],
  ['GET', `${base}/things?watch=1`, { ...ours, verb: 'watch' }],
  ['GET', `${base}/things?watch`, { ...ours, verb: 'watch' }],
  ['GET', `${base}/things?watch=False`, { ...ours, verb: 'list' }],
  ['GET', `${base}/namespaces/n/things/t?watch=true`, { ...ours, verb: 'get', namespace: 'n', name: 't' }],
  ['GET', `${base}/namespaces/n/things/`, { ...ours, verb: 'list', namespace: 'n' }],
  ['POST', `${base}/namespaces/n/things`, { ...ours, verb: 'create', namespace: 'n' }],
  [
    'PATCH',
    `${base}/namespaces/n/things/t/status`,
    { ...ours, verb: 'patch', subresource: 'status', namespace: 'n', name: 't' },
  ],
  ['DELETE', `${base}/namespaces/n/things/t`, { ...ours, verb: 'delete', namespace: 'n', name: 't' }],
  ['DELETE', `${base}/namespaces/n/things`, { ...ours, verb: 'deletecollection', namespace: 'n' }],
  ['OPTIONS', `${base}/namespaces/n/things`, { ...ours, verb: '', namespace: 'n' }],
  ['GET', `${base}/namespaces/n/things/a%3Ab`, { ...ours, verb: 'get', namespace: 'n', name: 'a:b' }],
]

t.test('a request line says what is wanted, as in Kubernetes', async (t) => {
  for (const [method, target, expected] of cases) t.same(attributesOf(method, target), expected, `${method} ${target}`)
})

t.test('a collection request names the object that its field selector names', async (t) => {
  const list = { ...ours, verb: 'list', namespace: 'n' }
  const selectors: readonly [string, string | undefined][] = [
    ['metadata.name=x', 'x'],
    ['metadata.name==x', 'x'],
    ['status.phase=a,metadata.name=x', 'x'],
    ['metadata.name!=x', undefined],
    ['metadata.names=x', undefined],
  ]
  for (const [fieldSelector, name] of selectors) {
    const target = `${base}/namespaces/n/things?fieldSelector=${encodeURIComponent(fieldSelector)}`
    t.same(attributesOf('GET', target), { ...list, fieldSelector, ...(name !== undefined && { name }) }, fieldSelector)
  }
  t.same(attributesOf('GET', `${base}/namespaces/n/things?labelSelector=a%3Db`), { ...list, labelSelector: 'a=b' })
})

t.test('a path that could be read in two ways is refused', async (t) => {
  const tricks = [
    '//',
    '/api//v1',
    '/api/v1//',
    '/api/../apis',
    '/api/./v1',
    '/api/%2e%2e/apis',
    '/api/%2E/v1',
    '/a%2Fb',
    '/a%2fb',
  ]
  const more = ['/a\\b', '/a%5cb', '/a%00', '/a%0a', '/a#b', 'http://x/apis', '*', 'apis', '/%zz', '/%', '/%c3']
  for (const path of [...tricks, ...more]) t.throws(() => parsePath(path), { code: 400 }, path)
})

t.test('an ordinary path is decoded once', async (t) => {
  t.same(parsePath('/'), [])
  t.same(parsePath('/apis/'), ['apis'])
  t.same(parsePath('/a/%C3%A4/%2525?x=/../'), ['a', 'ä', '%25'])
  t.same(parsePath('/a/.b/c.d/...'), ['a', '.b', 'c.d', '...'])
})

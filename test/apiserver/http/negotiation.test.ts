import t from 'tap'
import { Negotiator } from '../../../apiserver/http/response/negotiation.ts'

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const oldTable = 'application/json;as=Table;v=v1beta1;g=meta.k8s.io'
const asObject = { as: 'object' }
const asTable = { as: 'table', apiVersion: 'meta.k8s.io/v1' }

t.test('the first acceptable clause of the highest quality is chosen', async (t) => {
  const negotiator = new Negotiator()
  const cases: readonly [string | undefined, object][] = [
    [undefined, asObject],
    ['', asObject],
    ['*/*', asObject],
    ['application/json', asObject],
    ['APPLICATION/JSON ; charset=utf-8', asObject],
    [`${table},${oldTable},application/json`, asTable],
    [`${oldTable},application/json`, { as: 'table', apiVersion: 'meta.k8s.io/v1beta1' }],
    ['application/json;as=Table;v=v2;g=meta.k8s.io, application/json', asObject],
    ['application/json;as=Table;v=v1;g=other, */*', asObject],
    [`application/json;q=0.5, ${table};q=0.9`, asTable],
    [`${table};q=0.1, application/json`, asObject],
    ['*/*, application/json;as=Table;v=v1;g=meta.k8s.io', asTable],
    ['application/vnd.kubernetes.protobuf, application/json', asObject],
    [
      'application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json;as="PartialObjectMetadata";g=meta.k8s.io;v=v1',
      { as: 'metadata', apiVersion: 'meta.k8s.io/v1' },
    ],
    ['application/json;stream=watch', asObject],
  ]
  for (const [accept, expected] of cases) t.same(negotiator.chooseForObject(accept), expected, String(accept))
  for (const [accept, expected] of cases) t.same(negotiator.chooseForObject(accept), expected, 'and again, from memory')
})

t.test('nothing acceptable is 406', async (t) => {
  const negotiator = new Negotiator()
  const list = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
  for (const accept of [
    'text/html',
    'application/yaml',
    'application/json;q=0',
    'application/json;as=Nothing;g=meta.k8s.io;v=v1',
    list,
    ';;,',
  ]) {
    t.throws(() => negotiator.chooseForObject(accept), { code: 406 }, accept)
  }
  t.same(negotiator.chooseForList(list), { as: 'metadata', apiVersion: 'meta.k8s.io/v1' })
  t.throws(() => negotiator.chooseForList(list.replace('List', '')), { code: 406 })
  t.same(negotiator.chooseForWatch(list), negotiator.chooseForWatch(list.replace('List', '')), 'a watch takes either')
})

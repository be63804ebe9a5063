import t from 'tap'
import { findBearerToken } from '../../../../apiserver/auth/delegated/token-review.ts'

const prefix = 'base64url.bearer.authorization.k8s.io.'
const webSocket = (protocols: string): string[] => ['Upgrade', 'websocket', 'Sec-WebSocket-Protocol', protocols]
const encoded = Buffer.from('a.b-c_d').toString('base64url')

t.test('finds the token of a request', async (t) => {
  t.equal(findBearerToken(['Authorization', 'Bearer abc']), 'abc')
  t.equal(findBearerToken(['authorization', ' bEARER abc def']), 'abc')
  t.equal(findBearerToken(webSocket(`v5.channel.k8s.io, ${prefix}${encoded}`)), 'a.b-c_d')
  t.equal(
    findBearerToken([...webSocket(`x,${prefix}${encoded}`), 'Authorization', 'Bearer abc']),
    'abc',
    'the header first',
  )
})

t.test('finds none where there is none', async (t) => {
  t.equal(findBearerToken([]), undefined)
  t.equal(findBearerToken(['Authorization', 'Basic abc']), undefined)
  t.equal(
    findBearerToken(['Authorization', 'Bearer  abc']),
    undefined,
    'two spaces: Kubernetes takes it for an empty token',
  )
  t.equal(findBearerToken(['X', 'Authorization']), undefined)
  t.equal(findBearerToken(['Sec-WebSocket-Protocol', `x,${prefix}${encoded}`]), undefined, 'no WebSocket')
  t.equal(findBearerToken(webSocket('v5.channel.k8s.io')), undefined)
})

t.test('refuses what cannot be one', async (t) => {
  const unauthorized = /Unauthorized/
  for (const protocols of [
    prefix + encoded,
    `x,${prefix}`,
    `x,${prefix}a=b`,
    `x,${prefix}${encoded},${prefix}${encoded}`,
  ])
    t.throws(() => findBearerToken(webSocket(protocols)), unauthorized, protocols)
  t.throws(() => findBearerToken(['Authorization', 'Bearer \u00e4']), unauthorized)
  t.throws(() => findBearerToken(['Authorization', `Bearer ${'a'.repeat(70_000)}`]), unauthorized)
})

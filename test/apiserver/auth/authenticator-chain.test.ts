import type { TLSSocket } from 'node:tls'
import t from 'tap'
import { ApiError } from '../../../apiserver/api/meta/errors.ts'
import { createAuthenticatorChain } from '../../../apiserver/auth/authenticator-chain.ts'
import { createMastersAuthorizer } from '../../support/masters-authorizer.ts'
import type { Authenticator } from '../../../apiserver/auth/types.ts'

const request = { socket: {} as TLSSocket, rawHeaders: [] }
const silent: Authenticator = { authenticate: async () => undefined }
const refusing: Authenticator = {
  authenticate: async () => {
    throw new ApiError('Unauthorized', 'Unauthorized')
  },
}

function knowing(...groups: string[]): Authenticator {
  return { authenticate: async () => ({ name: 'x', groups }) }
}

t.test('the first that knows the credential decides', async (t) => {
  const chain = createAuthenticatorChain([silent, knowing('a'), refusing])
  t.same(await chain.authenticate(request), { name: 'x', groups: ['a', 'system:authenticated'] })
  await t.rejects(createAuthenticatorChain([refusing, knowing('a')]).authenticate(request), { code: 401 })
  t.equal(await createAuthenticatorChain([silent]).authenticate(request), undefined)
})

t.test('who is said to be unauthenticated stays so', async (t) => {
  const chain = createAuthenticatorChain([knowing('system:unauthenticated')])
  t.same(await chain.authenticate(request), { name: 'x', groups: ['system:unauthenticated'] })
})

t.test('masters may do everything, others nothing', async (t) => {
  const authorizer = createMastersAuthorizer()
  const attributes = { kind: 'nonresource', verb: 'get', path: '/' } as const
  t.match(await authorizer.authorize({ name: 'x', groups: ['a', 'system:masters'] }, attributes), { allowed: true })
  t.match(await authorizer.authorize({ name: 'x', groups: ['system:master'] }, attributes), { allowed: false })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startAranya, stateDirFor, succeed } from '../support/aranya.ts'
import { readKubeconfig } from '../support/kubeconfig.ts'
import { run } from '../support/processes.ts'
import { repositoryRoot } from '../support/repository.ts'
import { checkMatrix } from '../support/tenancy/matrix.ts'
import type { Access } from '../support/tenancy/matrix.ts'
import { setUpTenants } from '../support/tenancy/setup.ts'
import type { TenantUser } from '../support/tenancy/users.ts'

/** Tenants of a standalone server: the same table as test/e2e/cluster/tenancy.test.ts. */

const aranya = await startAranya(t)
await setUpTenants(t, aranya)
const kubeconfigs = stateDirFor(t)

/** By the command that makes users, beside the server that runs. */
async function accessOf({ name, serviceAccount }: TenantUser): Promise<Access> {
  const output = join(kubeconfigs, name)
  const who = serviceAccount === undefined ? [name] : ['--serviceaccount', `plant-a/${serviceAccount}`]
  const program = join(repositoryRoot, 'dist/apiserver/main.js')
  const flags = ['--expires', '1d', '--output', output, '--state-dir', aranya.stateDir]
  await succeed(run([process.execPath, program, 'user', 'create', ...who, ...flags]))
  t.ok(readFileSync(output).length > 0)
  const { ca, cert, key } = readKubeconfig(output)
  return { host: '127.0.0.1', port: aranya.port, ca, cert, key }
}

t.test('each user may what roles grant, whatever way it is asked for', async (t) => {
  const asked = await checkMatrix(t, { accessOf, ways: ['group', 'core', 'cluster'] })
  t.comment(`${asked} requests`)
  t.ok(asked > 1000)
})

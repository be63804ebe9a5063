import t from 'tap'
import type { Test } from 'tap'
import { startCluster, whyNoCluster } from '../../support/cluster.ts'
import type { Cluster } from '../../support/cluster.ts'
import { reachDirectly } from '../../support/cluster/direct.ts'
import { available, installAranya } from '../../support/cluster/installed.ts'
import { readKubeconfig } from '../../support/kubeconfig.ts'
import { succeed } from '../../support/aranya.ts'
import { checkMatrix } from '../../support/tenancy/matrix.ts'
import type { Access } from '../../support/tenancy/matrix.ts'
import { setUpTenants } from '../../support/tenancy/setup.ts'
import type { TenantUser } from '../../support/tenancy/users.ts'

/** Tenants of a cluster: the same table as test/e2e/tenancy.test.ts. */

t.test('tenants of a cluster', { skip: await whyNoCluster() }, async (t) => {
  const cluster = await startCluster(t)
  await cluster.controllerManager.start()
  const aranya = await installAranya(t, cluster)
  await available(cluster)
  await setUpTenants(t, aranya)
  await succeed(cluster.kubectl('create', 'serviceaccount', 'robot', '-n', 'plant-a'))
  const direct = await reachDirectly(t, cluster, aranya)

  await t.test('through kube-apiserver', (t) => check(t, (user) => credentials(cluster, user)))
  await t.test('past it, at the server’s own port', (t) =>
    check(t, async (user) => ({ ...(await credentials(cluster, user)), ...direct.to })),
  )
})

async function check(t: Test, accessOf: (user: TenantUser) => Promise<Access>): Promise<void> {
  const asked = await checkMatrix(t, { accessOf, ways: ['group', 'cluster'] })
  t.comment(`${asked} requests`)
  t.ok(asked > 1000)
}

async function credentials(cluster: Cluster, { name, serviceAccount }: TenantUser): Promise<Access> {
  const { hostname: host, port } = new URL(cluster.server)
  const to = { host, port: Number(port), ca: cluster.keys.ca.certificatePem }
  if (serviceAccount !== undefined) {
    const { stdout } = await succeed(cluster.kubectl('create', 'token', serviceAccount, '-n', 'plant-a'))
    return { ...to, token: stdout.toString().trim() }
  }
  const { cert, key } = readKubeconfig(await cluster.kubeconfigs.forUser({ name }))
  return { ...to, cert, key }
}

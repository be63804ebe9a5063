import { join } from 'node:path'
import { createClientCertificateAuthenticator } from '../../auth/client-certificate.ts'
import { openRbac } from '../../auth/rbac/rbac.ts'
import { withRevocation } from '../../auth/revocation.ts'
import { withServiceAccountGroups } from '../../auth/service-account.ts'
import { bootstrapRbac } from '../../controllers/bootstrap-rbac.ts'
import { startControllers } from '../../controllers/start-controllers.ts'
import { openAuthority } from '../../pki/authority.ts'
import { createRegistry } from '../../registry/registry.ts'
import { createAskedRules } from '../../reviews/asked-rules.ts'
import { createGrantedRules } from '../../reviews/granted-rules.ts'
import { createReviews, createSelfReviews } from '../../reviews/reviews.ts'
import { RevocationList } from '../../users/revocation-list.ts'
import { revocationsOf } from '../../users/user-directory.ts'
import { toClusterNamespace } from '../../virtualcore/cluster-namespace.ts'
import { mapAttributes } from '../../virtualcore/map-attributes.ts'
import { createVirtualCore } from '../../virtualcore/virtual-core.ts'
import { writeAdminKubeconfig } from './admin-kubeconfig.ts'
import type { Mode, ModeOptions } from './mode.ts'
import { openServingCertificate } from './serving-certificate.ts'

/**
 * A server of its own: users have certificates of its CA, it stores what tenancy needs, it does what kube-controller-manager
 * would do, and pods and nodes are at its root, where kubectl looks for them.
 */
export async function openStandalone({ config, cache, log }: ModeOptions): Promise<Mode> {
  const authority = await openAuthority({ dir: join(config.stateDir, 'pki/ca'), name: 'aranya' })
  const { authorizer, guard, resolver } = openRbac(cache)
  const registry = await createRegistry({ cache, authorizer, guard })
  await bootstrapRbac({ rbac: registry.rbac, log })
  const revocations = await RevocationList.open({ dir: revocationsOf(config.stateDir), log })
  const users = withServiceAccountGroups(createClientCertificateAuthenticator())
  const reviewed = { authorizer, mapAttributes }
  const tls = await openServingCertificate(config, authority, log)
  return {
    registry,
    authenticators: [withRevocation(users, revocations)],
    authorizer,
    storages: [
      ...registry.storages,
      ...createVirtualCore({ registry, scope: 'root' }),
      ...createReviews({ ...reviewed, rules: createGrantedRules(resolver) }),
    ],
    actions: [],
    clusterStorages: [
      toClusterNamespace(registry.namespaces),
      ...createSelfReviews({ ...reviewed, rules: createAskedRules(reviewed) }),
    ],
    namespaces: registry.namespaces,
    healthChecks: [],
    tls,
    startControllers: () => startControllers({ registry, cache, log }),
    onListening: (port) => writeAdminKubeconfig({ config, authority, port }),
    close: async () => {
      tls.close()
      revocations.close()
    },
  }
}

import { join } from 'node:path'
import { createClientCertificateAuthenticator } from '../../auth/client-certificate.ts'
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
import type { Mode, ModeOptions, TlsSource } from './mode.ts'
import { openRbac } from '../../auth/rbac/rbac-authorizer.ts'
import { mastersGroup } from '../../auth/groups.ts'
import type { ServeConfig } from '../config.ts'
import { toKubeconfig } from '../../kubernetes/kubeconfig/read-kubeconfig.ts'
import type { Authority } from '../../pki/authority.ts'
import { keepServing, openClientKey } from '../../pki/kept-certificates.ts'
import { readIfThere, writeAtomically } from '../../pki/key-files.ts'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import type { Logger } from 'pino'
import type { TlsMaterial } from '../../http/options.ts'
import { toAddress } from '../listen.ts'

/**
 * A standalone server: users have certificates of its CA, it stores what tenancy needs, it does what kube-controller-manager
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

const adminDays = 365

interface AdminKubeconfigOptions {
  readonly config: Pick<ServeConfig, 'stateDir' | 'host'>
  readonly authority: Authority
  readonly port: number
}

/** Writes `admin.kubeconfig` into the state directory: a member of system:masters, at the address of this machine. */
async function writeAdminKubeconfig({ config, authority, port }: AdminKubeconfigOptions): Promise<void> {
  const user = 'aranya-admin'
  const subject = { commonName: user, organizations: [mastersGroup], days: adminDays }
  const { cert, key } = await openClientKey({ authority, dir: join(config.stateDir, 'pki'), name: 'admin', subject })
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host
  const kubeconfig = toKubeconfig({
    server: `https://${toAddress(host, port)}`,
    ca: authority.certificatePem,
    cert,
    key,
    user,
  })
  const path = join(config.stateDir, 'admin.kubeconfig')
  // A server starts on a full disk as well.
  if ((await readIfThere(path)) !== kubeconfig) await writeAtomically(path, kubeconfig, 0o600)
}

const servingDays = 365

/** Issues the API's certificate for every name by which this machine may be reached. */
async function openServingCertificate(
  config: Pick<ServeConfig, 'host' | 'tlsSans'>,
  authority: Authority,
  log: Logger,
): Promise<TlsSource> {
  let current: TlsMaterial | undefined
  let listener: (tls: TlsMaterial) => void = () => {}
  const { close } = await keepServing({
    authority,
    subject: { commonName: 'aranya', names: namesOf(config), days: servingDays },
    onIssued: ({ keyPem, chainPem }) => {
      current = { key: keyPem, cert: chainPem, clientCa: [authority.certificatePem] }
      listener(current)
    },
    onError: (err) => log.error({ err }, 'could not renew the API’s certificate; trying again in an hour'),
  })
  return {
    tls: () => {
      if (!current) throw new Error('no serving certificate')
      return current
    },
    onChanged: (next) => {
      listener = next
    },
    close,
  }
}

const wildcards: readonly string[] = ['0.0.0.0', '::']

function namesOf({ host, tlsSans }: Pick<ServeConfig, 'host' | 'tlsSans'>): readonly string[] {
  const bound = wildcards.includes(host) ? localAddresses() : [host]
  const names = ['localhost', '127.0.0.1', '::1', hostname(), ...bound, ...tlsSans]
  return [...new Set(names)].filter(
    (name) => isIP(name) !== 0 || /^[A-Za-z0-9*]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(name),
  )
}

function localAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address.split('%')[0] ?? address)
}

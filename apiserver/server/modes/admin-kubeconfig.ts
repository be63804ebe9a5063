import { join } from 'node:path'
import { toAddress } from '../address.ts'
import { mastersGroup } from '../../auth/groups.ts'
import type { ServeConfig } from '../config.ts'
import { toKubeconfig } from '../../kubernetes/kubeconfig/to-kubeconfig.ts'
import type { Authority } from '../../pki/authority.ts'
import { openClientKey } from '../../pki/client-key.ts'
import { readIfThere, writeAtomically } from '../../pki/key-files.ts'

const adminDays = 365

export interface AdminKubeconfigOptions {
  readonly config: Pick<ServeConfig, 'stateDir' | 'host'>
  readonly authority: Authority
  readonly port: number
}

/** Writes `admin.kubeconfig` into the state directory: a member of system:masters, at the address of this machine. */
export async function writeAdminKubeconfig({ config, authority, port }: AdminKubeconfigOptions): Promise<void> {
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

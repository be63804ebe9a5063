import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openAuthority } from '../../../apiserver/pki/authority.ts'
import type { Authority } from '../../../apiserver/pki/authority.ts'

const days = 30

/** The keys of a cluster, as files in one directory. */
export interface ClusterKeys {
  /** The cluster's own CA: of kube-apiserver, and of its users. */
  readonly ca: Authority
  readonly frontProxyCa: Authority
  /** The path of a file, such as `apiserver.crt`. */
  path(name: string): string
}

export async function makeClusterKeys(dir: string, address: string): Promise<ClusterKeys> {
  const path = (name: string): string => join(dir, name)
  const ca = await openAuthority({ dir: path('ca'), name: 'test cluster' })
  const names = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'localhost', '127.0.0.1', address]
  const serving = await ca.issueServer({ commonName: 'kube-apiserver', names, days })
  writeKeyPair(path('apiserver'), { cert: serving.chainPem, key: serving.keyPem })
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(path('service-accounts.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  return { ca, frontProxyCa: await makeFrontProxy({ dir, caDir: 'front-proxy-ca' }), path }
}

/** The CA of the aggregator, and the aggregator's certificate: `front-proxy-ca.crt`, `front-proxy.crt` and `.key`. */
export async function makeFrontProxy({ dir, caDir }: { dir: string; caDir: string }): Promise<Authority> {
  const authority = await openAuthority({ dir: join(dir, caDir), name: caDir })
  const client = await authority.issueClient({ commonName: 'front-proxy-client', organizations: [], days })
  writeKeyPair(join(dir, 'front-proxy'), { cert: client.chainPem, key: client.keyPem })
  writeFileSync(join(dir, 'front-proxy-ca.crt'), authority.certificatePem)
  return authority
}

/** Writes `PREFIX.crt` and `PREFIX.key`. */
export function writeKeyPair(prefix: string, { cert, key }: { readonly cert: string; readonly key: string }): void {
  writeFileSync(`${prefix}.crt`, cert)
  writeFileSync(`${prefix}.key`, key, { mode: 0o600 })
}

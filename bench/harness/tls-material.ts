import { join } from 'node:path'
import { openAuthority } from '../../apiserver/pki/authority.ts'
import type { IssuedKey } from '../../apiserver/pki/authority.ts'

/** PEM. */
export interface TlsMaterial {
  readonly ca: string
  readonly server: IssuedKey
  readonly client: IssuedKey
}

/** Keys and certificates as aranya makes them: P-256, one CA. */
export async function makeTlsMaterial(dir: string): Promise<TlsMaterial> {
  const authority = await openAuthority({ dir: join(dir, 'bench-ca'), name: 'aranya bench' })
  const names = ['localhost', '127.0.0.1']
  return {
    ca: authority.certificatePem,
    server: await authority.issueServer({ commonName: 'bench', names, days: 1 }),
    client: await authority.issueClient({ commonName: 'bench', organizations: [], days: 1 }),
  }
}

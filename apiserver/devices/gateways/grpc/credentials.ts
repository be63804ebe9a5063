import { experimental } from '@grpc/grpc-js'
import type { ServerCredentials } from '@grpc/grpc-js'
import type { IssuedKey } from '../../../pki/authority.ts'

type Provider = Parameters<typeof experimental.createCertificateProviderServerCredentials>[0]
type IdentityListener = Parameters<Provider['addIdentityCertificateListener']>[0]
type CaListener = Parameters<Provider['addCaCertificateListener']>[0]

/**
 * The gateway's TLS credentials. grpc-js's `createSsl` either requires a client certificate or never requests one. These
 * credentials request one and accept clients without: `getAuthContext()` has it only if our own CA signed it.
 */
export class GatewayCredentials {
  readonly server: ServerCredentials
  readonly #identityListeners = new Set<IdentityListener>()
  #issued: IssuedKey | undefined

  constructor(caPem: string) {
    const caCertificate = Buffer.from(caPem)
    const provider: Provider = {
      // grpc-js ignores certificates that are provided while it still adds its listeners.
      addCaCertificateListener: (listener: CaListener) => process.nextTick(listener, { caCertificate }),
      removeCaCertificateListener: () => {},
      addIdentityCertificateListener: (listener) => {
        this.#identityListeners.add(listener)
        process.nextTick(() => listener(this.#identity()))
      },
      removeIdentityCertificateListener: (listener) => void this.#identityListeners.delete(listener),
    }
    this.server = experimental.createCertificateProviderServerCredentials(provider, provider, false)
  }

  /** Serves new connections with this certificate. */
  use(issued: IssuedKey): void {
    this.#issued = issued
    for (const listener of this.#identityListeners) listener(this.#identity())
  }

  #identity(): Parameters<IdentityListener>[0] {
    const issued = this.#issued
    return issued ? { certificate: Buffer.from(issued.chainPem), privateKey: Buffer.from(issued.keyPem) } : null
  }
}

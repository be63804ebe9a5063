import type { TrustFeed } from '../../auth/delegated/trust-feed.ts'
import type { TlsMaterial } from '../../http/options.ts'
import type { Installation } from '../../kubernetes/registration/installation.ts'
import type { TlsSource } from './mode.ts'

/**
 * The certificate of the installation, and the authorities that the cluster trusts, of both kinds: clients written in Go choose
 * their certificate by what they are told there. Which of them counts for what is the authenticators' to say.
 */
export function createClusterTls(
  installation: Pick<Installation, 'servingKey' | 'onServingKey'>,
  feed: Pick<TrustFeed, 'trust' | 'onChange'>,
): TlsSource {
  const tls = (): TlsMaterial => {
    const { clientCas, frontProxy } = feed.trust ?? {}
    const clientCa = [...(clientCas?.pem ?? []), ...(frontProxy?.authorities.pem ?? [])]
    return { ...installation.servingKey(), clientCa: [...new Set(clientCa)] }
  }
  return {
    tls,
    onChanged: (listener) => {
      installation.onServingKey(() => listener(tls()))
      feed.onChange(() => listener(tls()))
    },
    close: () => {},
  }
}

import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import type { Logger } from 'pino'
import type { ServeConfig } from '../config.ts'
import type { TlsMaterial } from '../../http/options.ts'
import type { Authority } from '../../pki/authority.ts'
import { keepServing } from '../../pki/serving.ts'
import type { TlsSource } from './mode.ts'

const servingDays = 365

/** Issues the API's certificate for every name by which this machine may be reached. */
export async function openServingCertificate(
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

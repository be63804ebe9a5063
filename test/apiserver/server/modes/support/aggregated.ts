import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import type { Test } from 'tap'
import { parseServeConfig } from '../../../../../apiserver/cli/serve.ts'
import { openAggregated } from '../../../../../apiserver/server/modes/aggregated.ts'
import { openWatchCache } from '../../../../../apiserver/storage/cache/cached-backend.ts'
import { openMemoryBackend } from '../../../../../apiserver/storage/memory/memory-backend.ts'
import { createTestCa } from '../../../http/support/certificates.ts'
import { log, startServer } from '../../../http/support/server.ts'
import type { TestServer } from '../../../http/support/server.ts'
import { eventually } from '../../../../support/processes.ts'
import { StandInKubeApiserver } from './kube-apiserver.ts'

export const frontProxyCa = createTestCa('front-proxy-ca')
export const clientCa = createTestCa('client-ca')

/** What kube-apiserver writes by default. */
export const trusted = {
  'client-ca-file': clientCa.certPem,
  'requestheader-client-ca-file': frontProxyCa.certPem,
  'requestheader-username-headers': '["X-Remote-User"]',
  'requestheader-uid-headers': '["X-Remote-Uid"]',
  'requestheader-group-headers': '["X-Remote-Group"]',
  'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
  'requestheader-allowed-names': '["front-proxy-client"]',
}

export interface AggregatedServer extends TestServer {
  readonly cluster: StandInKubeApiserver
  readonly metrics: Registry
}

/** An aggregated server over memory, and what stands for its cluster. Trust is not there yet. */
export async function startAggregated(t: Test): Promise<AggregatedServer> {
  const cluster = await StandInKubeApiserver.start(t)
  cluster.put('namespaces', { metadata: { name: 'default', uid: '1' } })
  const cache = await openWatchCache(openMemoryBackend(), { log })
  t.teardown(() => cache.close())
  const stateDir = mkdtempSync(join(tmpdir(), 'aranya-test-'))
  t.teardown(() => rmSync(stateDir, { recursive: true }))
  const config = parseServeConfig(['--state-dir', stateDir, '--kubeconfig', cluster.kubeconfig])
  const metrics = new Registry()
  const mode = await openAggregated({ config, cache, metricsRegistry: metrics, log })
  t.teardown(() => mode.close())
  const own = createTestCa('test ca').issue({ commonName: 'server', usage: 'server', names: ['127.0.0.1'] })
  const { storages, authenticators, authorizer, healthChecks } = mode
  const checks = healthChecks.filter(({ name }) => name.startsWith('cluster'))
  const server = await startServer(t, {
    tls: { ...own, clientCa: [] },
    storages,
    authenticators,
    authorizer,
    healthChecks: checks,
  })
  mode.tls.onChanged(({ clientCa }) => server.server.reloadTls({ ...own, clientCa }))
  return { ...server, cluster, metrics }
}

/** With the trust that `trusted` says. */
export async function startTrusting(t: Test): Promise<AggregatedServer> {
  const server = await startAggregated(t)
  server.cluster.trust(trusted)
  const anyone = server.clientOf()
  await eventually('the server is ready', async () => (await anyone.ask('/readyz')).code === 200)
  return server
}

export const frontProxy = frontProxyCa.issue({ commonName: 'front-proxy-client' })
export const devices = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices'

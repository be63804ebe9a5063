import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { Test } from 'tap'
import { edgeDeviceKind } from '../../../../apiserver/api/kinds.ts'
import { createClientCertificateAuthenticator } from '../../../../apiserver/auth/client-certificate.ts'
import { createMastersAuthorizer } from '../../../support/masters-authorizer.ts'
import type { Auditor } from '../../../../apiserver/audit/auditor.ts'
import type { AuditEvent } from '../../../../apiserver/audit/event.ts'
import { compilePolicy } from '../../../../apiserver/audit/policy.ts'
import type { AuditPolicy } from '../../../../apiserver/audit/policy.ts'
import type { HttpServerOptions } from '../../../../apiserver/http/options.ts'
import { createHttpServer } from '../../../../apiserver/http/server.ts'
import type { HttpServer } from '../../../../apiserver/http/server.ts'
import { createRegistry } from '../../../../apiserver/registry/registry.ts'
import type { Registry as ObjectRegistry } from '../../../../apiserver/registry/registry.ts'
import { openWatchCache } from '../../../../apiserver/storage/cache/cached-backend.ts'
import { openBackend } from '../../../../apiserver/storage/open-backend.ts'
import type { Connector } from '../../../../apiserver/streaming/session/connector.ts'
import { createTestCa } from './certificates.ts'
import type { TestCa } from './certificates.ts'
import { createClient } from './client.ts'
import type { Client, Credentials } from './client.ts'
import { openRbac } from '../../../../apiserver/auth/rbac/rbac-authorizer.ts'

export interface TestServer {
  readonly server: HttpServer
  readonly port: number
  readonly ca: TestCa
  readonly admin: Client
  readonly adminCredentials: Credentials
  /** Of every request, when it is over. */
  readonly audit: AuditEvent[]
  readonly clientOf: (credentials?: Credentials) => Client
}

export const log = pino({ level: process.env.TEST_LOG ?? 'silent' })

const everyEnd: AuditPolicy = {
  rules: [{ level: 'Metadata' }],
  omitStages: ['RequestReceived', 'ResponseStarted'],
  omitManagedFields: false,
}

/** Takes events as they come. */
export function auditorOf(write: (event: AuditEvent) => void, policy = everyEnd): Auditor {
  const requestReceived = (event: AuditEvent | undefined): undefined => {
    if (event !== undefined) write(event)
  }
  return { decide: compilePolicy(policy), write, requestReceived, limit: () => {} }
}

/** A server with nothing in it but what `options` adds; it ends with the test. */
export async function startServer(t: Test, options: Partial<HttpServerOptions> = {}): Promise<TestServer> {
  const ca = createTestCa('test ca')
  const { cert, key } = ca.issue({ commonName: 'server', usage: 'server', names: ['127.0.0.1'] })
  const audit: AuditEvent[] = []
  const server = await createHttpServer({
    tls: { cert, key, clientCa: [ca.certPem] },
    storages: [],
    actions: [],
    connectors: [],
    authenticators: [createClientCertificateAuthenticator()],
    authorizer: createMastersAuthorizer(),
    metricsRegistry: new Registry(),
    log,
    version: '0.1.0',
    auditor: auditorOf((event) => void audit.push(event)),
    ...options,
    limits: { closeGraceMs: 500, ...options.limits },
  })
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
  const clients: Client[] = []
  const clientOf = (credentials?: Credentials): Client => {
    const client = createClient({ port, ca: ca.certPem, ...(credentials && { credentials }) })
    clients.push(client)
    return client
  }
  t.teardown(async () => {
    for (const client of clients) client.close()
    await server.close()
  })
  const adminCredentials = ca.issue({ commonName: 'admin', organizations: ['system:masters'] })
  return { server, port, ca, admin: clientOf(adminCredentials), adminCredentials, audit, clientOf }
}

/** `edgedevices/exec`, but for what `more` says. */
export function connectorOf(connect: Connector['connect'], more: Partial<Connector> = {}): Connector {
  const { info } = edgeDeviceKind
  return {
    info,
    subresource: 'exec',
    kind: 'PodExecOptions',
    methods: ['GET', 'POST'],
    upgrade: 'required',
    connect,
    ...more,
  }
}

/** The real registry over memory, for tests that are about more than HTTP. */
export async function openRegistry(t: Test): Promise<ObjectRegistry> {
  const backend = await openBackend({ url: 'memory:', stateDir: t.testdir(), log })
  const cache = await openWatchCache(backend, { log })
  t.teardown(async () => {
    await cache.close()
    await backend.close()
  })
  return createRegistry({ cache, authorizer: createMastersAuthorizer(), guard: openRbac(cache).guard })
}

export async function startRegistryServer(t: Test, options: Partial<HttpServerOptions> = {}) {
  const registry = await openRegistry(t)
  return { ...(await startServer(t, { storages: registry.storages, ...options })), registry }
}

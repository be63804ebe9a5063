import type { IncomingMessage } from 'node:http'
import { ServerResponse } from 'node:http'
import type { Server } from 'node:https'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { Logger } from 'pino'
import { pino } from 'pino'
import type { StreamClock, StreamLimits } from '../../../../apiserver/streaming/session/limits.ts'
import { ApiError, toStatus } from '../../../../apiserver/api/meta/errors.ts'
import type { Connector, StreamAudit } from '../../../../apiserver/streaming/session/connector.ts'
import { createConnectors } from '../../../../apiserver/streaming/connectors.ts'
import type { Certificate } from './certificate.ts'
import { FakeDevice } from './fake-device.ts'
import type { LogResolver, TargetResolver } from '../../../../apiserver/streaming/session/device-dialer.ts'

export interface TestServerOptions {
  readonly certificate: Certificate
  readonly limits?: Partial<StreamLimits>
  readonly clock?: StreamClock
  readonly resolver?: TargetResolver
}

export interface LogLine {
  readonly msg: string
  readonly [field: string]: unknown
}

/** Just enough of the HTTP layer to reach the connectors: kubectl's look at its Pod, and upgrades. */
export class TestServer {
  readonly device = new FakeDevice()
  readonly logs: LogLine[] = []
  /** Starts and ends of streams, as the audit is told them. */
  readonly audited: object[] = []
  readonly sockets = new Set<TLSSocket>()
  readonly cert: string
  /** Aborts what a server aborts when it closes. */
  readonly closing = new AbortController()
  /** What `connect` of the connectors threw after it had answered; must stay empty. */
  readonly strays: unknown[] = []
  readonly #connects = new Set<Promise<void>>()
  readonly #server: Server
  readonly #connectors: readonly Connector[]

  private constructor(options: TestServerOptions) {
    const { key, cert } = options.certificate
    this.cert = cert
    this.#connectors = this.#createConnectors(options)
    this.#server = createServer({ key, cert }, respond)
    this.#server.on('upgrade', (request, socket, head) => this.#track(this.#upgrade(request, socket, head)))
    this.#server.on('secureConnection', (socket: TLSSocket) => {
      this.sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => this.sockets.delete(socket))
    })
  }

  static async start(options: TestServerOptions): Promise<TestServer> {
    const server = new TestServer(options)
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve))
    return server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Resolves when every request that was upgraded is over. */
  async settled(): Promise<void> {
    await Promise.all(this.#connects)
  }

  #track(connect: Promise<void>): void {
    const tracked = connect.finally(() => this.#connects.delete(tracked))
    this.#connects.add(tracked)
  }

  #createConnectors({ limits = {}, clock, resolver }: TestServerOptions): readonly Connector[] {
    const targets = resolver ?? {
      resolve: async ({ namespace, name }) => ({
        device: { namespace, name, uid: 'uid-1' },
        profile: { container: 'host' },
      }),
    }
    const info = { version: 'v1', kind: 'Pod', listKind: 'PodList', singular: 'pod', namespaced: true }
    const rest = { ...info, shortNames: [], categories: [] }
    const infos = {
      pods: { ...rest, group: '', resource: 'pods' },
      virtualPods: { ...rest, group: 'aranya.arhat.dev', resource: 'virtualpods' },
      edgeDevices: { ...rest, group: 'aranya.arhat.dev', resource: 'edgedevices' },
    }
    const log = this.#createLog()
    const virtualPodLogs: LogResolver = {
      resolveLog: async ({ namespace, name, container = 'host' }) => ({
        device: { namespace, name, uid: 'uid-1' },
        virtualPod: name,
        container,
      }),
    }
    const resolvers = { virtualPods: targets, edgeDevices: targets, virtualPodLogs }
    return createConnectors({ dialer: this.device, ...resolvers, infos, log, limits, ...(clock && { clock }) })
  }

  #createLog(): Logger {
    return pino({ level: 'info' }, { write: (line: string) => void this.logs.push(JSON.parse(line) as LogLine) })
  }

  async #upgrade(raw: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = new URL(raw.url ?? '', 'https://server')
    const [, namespace = '', resource, name = '', subresource] =
      /namespaces\/(.*)\/(.*)\/(.*)\/(.*)$/.exec(url.pathname) ?? []
    const connector = this.#connectors.find((one) => one.info.resource === resource && one.subresource === subresource)
    const response = new ServerResponse(raw)
    const signal = this.closing.signal
    const user = { name: 'tester', groups: [] }
    const audit: StreamAudit = {
      started: (start) => void this.audited.push(start),
      ended: (end) => void this.audited.push(end),
    }
    const request = { namespace, name, query: url.searchParams, user, auditId: 'audit-1', audit, raw, response, signal }
    try {
      if (!connector) throw new ApiError('NotFound', 'no such path')
      await connector.connect({
        ...request,
        upgrade: {
          socket,
          head,
          switchProtocols: (lines) =>
            void socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`),
        },
      })
    } catch (error) {
      this.#refuse(error, socket, response)
    }
  }

  #refuse(error: unknown, socket: Duplex, response: ServerResponse): void {
    if (!(error instanceof ApiError)) this.strays.push(error)
    const status = toStatus(error instanceof ApiError ? error : new ApiError('InternalError', String(error)))
    response.assignSocket(socket as TLSSocket)
    response.shouldKeepAlive = false
    response.on('finish', () => socket.end())
    response.writeHead(status.code, { 'content-type': 'application/json' }).end(JSON.stringify(status))
  }
}

const pod = {
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name: 'pod', namespace: 'default' },
  spec: { containers: [{ name: 'host', image: 'none' }] },
  status: { phase: 'Running' },
}
const resources = [
  { name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs: ['get', 'list'] },
  { name: 'pods/exec', singularName: '', namespaced: true, kind: 'PodExecOptions', verbs: ['create', 'get'] },
]
/** What kubectl asks before it execs. */
const answers: Readonly<Record<string, object>> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources },
  '/api/v1/namespaces/default/pods/pod': pod,
}

function respond(request: IncomingMessage, response: ServerResponse): void {
  const answer = answers[new URL(request.url ?? '', 'https://server').pathname]
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}))
}

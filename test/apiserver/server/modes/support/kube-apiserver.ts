import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { createTestCa } from '../../../http/support/certificates.ts'

/** What of a cluster's answers a test decides. */
export interface Answers {
  /** A TokenReview's status. */
  token: (token: string) => object
  /** A SubjectAccessReview's status; `spec` is what was asked. */
  access: (spec: AccessSpec) => object
}

export interface AccessSpec {
  readonly user: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Record<string, readonly string[]>
  readonly resourceAttributes?: Record<string, unknown>
  readonly nonResourceAttributes?: Record<string, unknown>
}

interface KubeObject {
  metadata: Record<string, unknown> & { name: string }
  [field: string]: unknown
}

type Collection = 'configmaps' | 'namespaces'

/** Stands for kube-apiserver: a real HTTPS server that knows the few resources which an aggregated server asks about. */
export class StandInKubeApiserver {
  readonly answers: Answers = { token: () => ({ authenticated: false }), access: () => ({ allowed: true }) }
  /** METHOD and path of each request, without its query. */
  readonly asked: string[] = []
  readonly specs: AccessSpec[] = []
  /** The answers of paths that contain one of these are never sent. */
  readonly hanging = new Set<string>()
  /** The next so many requests to a path that contains the key are refused with a code. */
  readonly failing = new Map<string, { code: number; times: number }>()
  readonly kubeconfig: string
  readonly token = 'the-server-s-own'
  readonly #ca = createTestCa('stand-in')
  readonly #objects = { configmaps: new Map<string, KubeObject>(), namespaces: new Map<string, KubeObject>() }
  readonly #watches = new Set<{ collection: Collection; response: ServerResponse }>()
  readonly #history: { collection: Collection; revision: number; line: string }[] = []
  readonly #dir: string
  #server: Server | undefined
  #sockets = new Set<Duplex>()
  #port = 0
  #revision = 1000

  constructor() {
    this.#dir = mkdtempSync(join(tmpdir(), 'aranya-test-cluster-'))
    this.kubeconfig = join(this.#dir, 'kubeconfig')
  }

  static async start(t: Test): Promise<StandInKubeApiserver> {
    const cluster = new StandInKubeApiserver()
    t.teardown(() => cluster.#remove())
    await cluster.start()
    cluster.#writeKubeconfig()
    return cluster
  }

  get server(): URL {
    return new URL(`https://127.0.0.1:${this.#port}`)
  }

  get ca(): string {
    return this.#ca.certPem
  }

  /** On the port that it had before, if any. */
  async start(): Promise<void> {
    const certificate = this.#ca.issue({ commonName: 'kube-apiserver', usage: 'server', names: ['127.0.0.1'] })
    const server = createServer(certificate, (request, response) => void this.#answer(request, response))
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** As a process that is killed. */
  async kill(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    this.#watches.clear()
    server.close()
    for (const socket of this.#sockets) socket.destroy()
    await once(server, 'close')
  }

  put(collection: Collection, object: KubeObject): void {
    const { name } = object.metadata
    const type = this.#objects[collection].has(name) ? 'MODIFIED' : 'ADDED'
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#revision) } }
    this.#objects[collection].set(name, stored)
    this.#tell(collection, { type, object: stored })
  }

  remove(collection: Collection, name: string): void {
    const object = this.#objects[collection].get(name)
    if (!object) return
    this.#objects[collection].delete(name)
    const metadata = { ...object.metadata, resourceVersion: String(++this.#revision) }
    this.#tell(collection, { type: 'DELETED', object: { ...object, metadata } })
  }

  /** The ConfigMap in which kube-apiserver says whom to trust. */
  trust(data: Record<string, string>): void {
    this.put('configmaps', { metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' }, data })
  }

  /** Ends every watch with an event, as kube-apiserver does with one that fell behind. */
  endWatches(event?: object): void {
    for (const { response } of this.#watches) response.end(event && `${JSON.stringify(event)}\n`)
    this.#watches.clear()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://stand-in')
    this.asked.push(`${request.method} ${pathname}`)
    const body = Buffer.concat(await request.toArray()).toString()
    if ([...this.hanging].some((part) => pathname.includes(part))) return
    if (request.headers.authorization !== `Bearer ${this.token}`) return send(response, 401, status(401))
    const failure = [...this.failing].find(([part, { times }]) => pathname.includes(part) && times-- > 0)
    if (failure && failure[1].times-- > 0) return send(response, failure[1].code, status(failure[1].code))
    this.#route({ pathname, searchParams, body, response })
  }

  #route({ pathname, searchParams, body, response }: Routed): void {
    if (pathname.endsWith('/tokenreviews')) {
      const { spec } = JSON.parse(body) as { spec: { token: string } }
      return send(response, 201, { status: this.answers.token(spec.token) })
    }
    if (pathname.endsWith('/subjectaccessreviews')) {
      const { spec } = JSON.parse(body) as { spec: AccessSpec }
      this.specs.push(spec)
      return send(response, 201, { status: this.answers.access(spec) })
    }
    const [, collection, name] = /\/(configmaps|namespaces)(?:\/([^/]+))?$/.exec(pathname) ?? []
    if (collection === undefined) return send(response, 404, status(404))
    if (name !== undefined) return this.#get(collection as Collection, name, response)
    if (searchParams.get('watch') !== 'true') return this.#list(collection as Collection, response)
    this.#watch({ collection: collection as Collection, response }, Number(searchParams.get('resourceVersion')))
  }

  #list(collection: Collection, response: ServerResponse): void {
    const items = [...this.#objects[collection].values()]
    send(response, 200, { metadata: { resourceVersion: String(this.#revision) }, items })
  }

  #get(collection: Collection, name: string, response: ServerResponse): void {
    const object = this.#objects[collection].get(name)
    send(response, object ? 200 : 404, object ?? status(404))
  }

  /** From what was asked for: nothing is lost between a list and its watch. */
  #watch(watch: { collection: Collection; response: ServerResponse }, from: number): void {
    watch.response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
    for (const { collection, revision, line } of this.#history) {
      if (collection === watch.collection && revision > from) watch.response.write(line)
    }
    this.#watches.add(watch)
  }

  #tell(collection: Collection, event: object): void {
    const line = `${JSON.stringify(event)}\n`
    this.#history.push({ collection, revision: this.#revision, line })
    for (const watch of this.#watches) {
      if (watch.collection === collection) watch.response.write(line)
    }
  }

  #writeKubeconfig(): void {
    const ca = Buffer.from(this.#ca.certPem).toString('base64')
    writeFileSync(
      this.kubeconfig,
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: this.server.origin, 'certificate-authority-data': ca } }],
        users: [{ name: 'u', user: { token: this.token } }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'x',
      }),
    )
  }

  async #remove(): Promise<void> {
    await this.kill()
    rmSync(this.#dir, { recursive: true })
  }
}

interface Routed {
  readonly pathname: string
  readonly searchParams: URLSearchParams
  readonly body: string
  readonly response: ServerResponse
}

function status(code: number): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: `code ${code}`, code }
}

function send(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

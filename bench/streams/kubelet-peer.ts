import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { answerMessages } from '../harness/helper.ts'
import type { TlsMaterial } from '../harness/tls-material.ts'

export interface KubeletPeerOrder {
  readonly tls: TlsMaterial
  /** Files that `kubectl logs -c NAME` shows, by name. */
  readonly logs: Readonly<Record<string, string>>
}

/**
 * The least that kubectl talks to: TLS, a pod, v5.channel.k8s.io on `ws`, and the command as its own child. No authentication,
 * no authorization, no device, nothing between the command's pipe and kubectl's socket but one process.
 */
async function start({ tls, logs }: KubeletPeerOrder): Promise<{ port: number }> {
  const { keyPem: key, chainPem: cert } = tls.server
  const server = createServer(
    { key, cert, ca: tls.ca, requestCert: true, rejectUnauthorized: false },
    (request, response) => answer(request, response, logs),
  )
  serveExec(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as { port: number }).port }
}

const podOf = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid: name },
  spec: { containers: ['host', 'large', 'small'].map((container) => ({ name: container, image: 'host' })) },
  status: { phase: 'Running' },
})
const podResource = { name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs: ['get', 'list'] }

const documents: Readonly<Record<string, object>> = {
  '/version': { major: '1', minor: '33', gitVersion: 'v1.33.0' },
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'v1', resources: [podResource] },
  '/api/v1/namespaces/default/pods/demo': podOf('demo'),
  '/api/v1/namespaces/default/pods/logs': podOf('logs'),
}

function answer(request: IncomingMessage, response: ServerResponse, logs: KubeletPeerOrder['logs']): void {
  const { pathname, searchParams } = new URL(request.url ?? '', 'https://localhost')
  const log = pathname.endsWith('/log') ? logs[searchParams.get('container') ?? ''] : undefined
  if (log !== undefined) return void createReadStream(log).pipe(response)
  const document = documents[pathname]
  if (document === undefined) return void response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
}

function serveExec(server: Server): void {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: () => 'v5.channel.k8s.io',
  })
  server.on('upgrade', (request, socket, head) => {
    const command = new URL(request.url ?? '', 'https://localhost').searchParams.getAll('command')
    sockets.handleUpgrade(request, socket, head, (client) => exec(client, command))
  })
}

const maxBufferedBytes = 256 * 1024
const channels = { stdout: 1, status: 3 } as const

function exec(client: WebSocket, [file = '', ...args]: readonly string[]): void {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const send = (channel: number, bytes: Uint8Array, done?: () => void): void =>
    client.send(Buffer.concat([Buffer.of(channel), bytes]), done)
  child.stdout.on('data', (chunk: Buffer) => {
    send(channels.stdout, chunk, () => client.bufferedAmount < maxBufferedBytes && child.stdout.resume())
    if (client.bufferedAmount >= maxBufferedBytes) child.stdout.pause()
  })
  child.stdout.on('end', () => {
    send(channels.status, Buffer.from('{"metadata":{},"status":"Success"}'))
    client.close(1000)
  })
  client.on('close', () => child.kill('SIGKILL'))
}

answerMessages(start)

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { Client, credentials, Metadata, status } from '@grpc/grpc-js'
import type { ServiceError } from '@grpc/grpc-js'
import t from 'tap'
import { issueToken, joinAgent, startAranya, startDevice, stateDirFor, succeed } from '../support/aranya.ts'
import type { Aranya } from '../support/aranya.ts'
import { readKubeconfig } from '../support/kubeconfig.ts'
import { run } from '../support/processes.ts'

/** Whoever sends nonsense gets an error; the server's memory and everyone else do not notice. */

const path = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices'

function rssMegabytes(aranya: Aranya): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${aranya.process.pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

t.test('nonsense on both ports', async (t) => {
  const aranya = await startAranya(t)
  const device = await startDevice(t, aranya, 'edge-1')
  const bystander = spawn('kubectl', ['exec', '-i', 'edge-1', '--', 'cat'], {
    env: { ...process.env, KUBECONFIG: aranya.kubeconfig },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  t.teardown(() => bystander.kill('SIGKILL'))
  const echo = async (): Promise<void> => {
    const line = `${Math.random()}\n`
    const back = new Promise<string>((resolve) =>
      bystander.stdout.once('data', (data: Buffer) => resolve(data.toString())),
    )
    bystander.stdin.write(line)
    t.equal(await back, line, 'the session of someone else goes on')
  }
  await echo()
  const before = rssMegabytes(aranya)
  t.afterEach(async () => {
    await echo()
    t.ok(rssMegabytes(aranya) < before + 150, `memory: ${before} MB before, ${rssMegabytes(aranya)} MB after`)
    t.match((await succeed(aranya.kubectl('get', '--raw', '/readyz'))).stdout.toString(), /^ok/)
  })

  await t.test('random bytes, and half a TLS handshake, end the connection on either port in time', async () => {
    const hello = await clientHello()
    const each = [aranya.port, aranya.agentPort].flatMap((port) => [
      () => sendRaw(port, randomBytes(100_000)),
      () => sendRaw(port, hello.subarray(0, 40)),
    ])
    await Promise.all(each.flatMap((send) => Array.from({ length: 50 }, send)))
  })

  await t.test('a body of 1 GB is refused with 413 before it is read', async (t) => {
    for (const headers of [{ 'content-length': String(2 ** 30) }, { 'transfer-encoding': 'chunked' }]) {
      const { code, sent, text } = await sendBody(aranya, headers)
      t.equal(code, 413)
      t.match(JSON.parse(text), { kind: 'Status', reason: 'RequestEntityTooLarge' })
      t.ok(sent < 64 * 2 ** 20, `${sent} bytes were taken`)
    }
  })

  await t.test('a frame over the limit ends the agent’s connection with an error', async (t) => {
    const error = await connectAndSend(aranya, device.stateDir, randomBytes(4 * 2 ** 20))
    t.ok([status.RESOURCE_EXHAUSTED, status.INVALID_ARGUMENT, status.INTERNAL].includes(error.code), error.message)
  })

  await t.test('frames that are garbage end it too', async (t) => {
    await connectAndSend(aranya, device.stateDir, randomBytes(1000))
    t.pass('the stream ended')
  })

  await t.test('a token is good for one key', async (t) => {
    await succeed(aranya.kubectlWith({ input: manifest('edge-2') }, 'apply', '-f', '-'))
    const { command } = await issueToken(aranya, 'edge-2')
    const args = command.split(' ').slice(1)
    const arhat = join(import.meta.dirname, '../../dist/agent/main.js')
    const at = (dir: string) => args.map((arg, index) => (args[index - 1] === '--state-dir' ? dir : arg))
    const first = await run([process.execPath, arhat, ...at(stateDirFor(t))])
    t.equal(first.code, 0, first.stderr)
    const second = await run([process.execPath, arhat, ...at(stateDirFor(t))])
    t.equal(second.code, 1)
    t.match(second.stderr, /token/)
    t.equal(second.stderr.trim().split('\n').length, 1, 'one line')
  })

  await t.test('a device’s certificate opens nothing at the API', async (t) => {
    const dir = device.stateDir
    t.equal(await codeWith(aranya, readFileSync(join(dir, 'client.crt')), readFileSync(join(dir, 'client.key'))), 401)
  })

  await t.test('a chain that merely contains the right CA is nobody', async (t) => {
    const dir = stateDirFor(t)
    const pem = await selfSigned(dir)
    const { ca } = readKubeconfig(aranya.kubeconfig)
    t.equal(await codeWith(aranya, Buffer.concat([pem.cert, ca]), pem.key), 401)
    const agentCa = readFileSync(join(aranya.stateDir, 'pki/agent-ca/ca.crt'))
    const error = await openConnect(aranya, agentCa, pem.key, Buffer.concat([pem.cert, agentCa]))
    t.equal(error.code, status.UNAUTHENTICATED, error.message)
  })

  await t.test('an agent does not join a server whose chain merely contains the right CA', async (t) => {
    const dir = stateDirFor(t)
    const pem = await selfSigned(dir)
    const agentCa = readFileSync(join(aranya.stateDir, 'pki/agent-ca/ca.crt'))
    let heard = 0
    const rogue = createTlsServer(
      { key: pem.key, cert: Buffer.concat([pem.cert, agentCa]), ALPNProtocols: ['h2'] },
      (socket) => {
        socket.on('data', (data) => (heard += data.includes('Enroll') ? 1 : 0)).on('error', () => {})
      },
    )
    rogue.on('tlsClientError', () => {})
    await new Promise<void>((done) => rogue.listen(0, '127.0.0.1', done))
    t.teardown(() => rogue.close())
    const { port } = rogue.address() as AddressInfo
    const { command } = await issueToken(aranya, 'edge-2')
    const args = command.split(' ').slice(1)
    const redirected = args.map((arg, index) =>
      args[index - 1] === '--server'
        ? `127.0.0.1:${port}`
        : args[index - 1] === '--state-dir'
          ? join(dir, 'agent')
          : arg,
    )
    const { code, stderr } = await run([
      process.execPath,
      join(import.meta.dirname, '../../dist/agent/main.js'),
      ...redirected,
    ])
    t.equal(code, 1, stderr)
    t.equal(heard, 0, 'the token was not sent')
  })

  await t.test('a deleted device’s certificate is refused', async (t) => {
    const stateDir = stateDirFor(t)
    await succeed(aranya.kubectlWith({ input: manifest('edge-3') }, 'apply', '-f', '-'))
    await joinAgent(aranya, 'edge-3', { stateDir })
    await succeed(aranya.kubectl('delete', 'ed', 'edge-3'))
    const files = ['ca.crt', 'client.key', 'client.crt'].map((name) => readFileSync(join(stateDir, name)))
    const [ca = Buffer.alloc(0), key = Buffer.alloc(0), cert = Buffer.alloc(0)] = files
    const error = await openConnect(aranya, ca, key, cert)
    t.equal(error.code, status.UNAUTHENTICATED, error.message)
  })
})

function manifest(name: string): string {
  return JSON.stringify({ apiVersion: 'aranya.arhat.dev/v1alpha1', kind: 'EdgeDevice', metadata: { name } })
}

/** Resolves when the server has ended the connection; rejects when it has not within its own deadlines. */
function sendRaw(port: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    const timer = setTimeout(() => reject(new Error('the connection is still open after 45 s')), 45_000)
    socket.on('error', () => {})
    socket.resume()
    socket.on('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** The first bytes of a real TLS client. */
async function clientHello(): Promise<Buffer> {
  const { createServer } = await import('node:net')
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.once('data', (data) => {
        resolve(data)
        socket.destroy()
        server.close()
      })
    })
    server.listen(0, '127.0.0.1', () => {
      connectTls({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }).on('error', () => {})
    })
  })
}

interface Refused {
  readonly code: number | undefined
  readonly sent: number
  readonly text: string
}

/** Sends up to 1 GB, and stops when the answer comes. */
function sendBody(aranya: Aranya, headers: Record<string, string>): Promise<Refused> {
  const { ca, cert, key } = readKubeconfig(aranya.kubeconfig)
  const chunk = Buffer.alloc(65_536, 0x20)
  let sent = 0
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: aranya.port, path, method: 'POST', ca, cert, key, agent: false }
    const sending = request({ ...options, headers: { 'content-type': 'application/json', ...headers } })
    let answered = false
    const more = (): void => {
      while (!answered && sent < 2 ** 30) {
        sent += chunk.length
        if (!sending.write(chunk)) return void sending.once('drain', more)
      }
    }
    sending.on('response', (response) => {
      answered = true
      let text = ''
      response.on('data', (data: Buffer) => (text += data.toString()))
      response.on('error', () => {})
      response.on('close', () => {
        sending.destroy()
        resolve({ code: response.statusCode, sent, text })
      })
    })
    sending.on('error', (error) => answered || reject(error))
    more()
  })
}

function codeWith(aranya: Aranya, cert: Buffer, key: Buffer): Promise<number | undefined> {
  const { ca } = readKubeconfig(aranya.kubeconfig)
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: aranya.port, path, ca, cert, key, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

async function selfSigned(dir: string): Promise<{ cert: Buffer; key: Buffer }> {
  const [key, cert] = [join(dir, 'x.key'), join(dir, 'x.crt')]
  const subject = ['-subj', '/CN=system:admin/O=system:masters', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  await succeed(
    run([
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ]),
  )
  return { cert: readFileSync(cert), key: readFileSync(key) }
}

/** Opens Connect as an agent would; resolves with the error that it ends with. */
function openConnect(aranya: Aranya, ca: Buffer, key: Buffer, cert: Buffer, frame?: Uint8Array): Promise<ServiceError> {
  const client = new Client(`127.0.0.1:${aranya.agentPort}`, credentials.createSsl(ca, key, cert))
  const asIs = (bytes: Buffer): Buffer => bytes
  return new Promise((resolve, reject) => {
    const call = client.makeBidiStreamRequest('/aranya.agent.v1.Gateway/Connect', asIs, asIs, new Metadata(), {
      deadline: Date.now() + 30_000,
    })
    call.on('error', (error: ServiceError) => resolve(error))
    call.on('data', () => {})
    call.on('end', () => setTimeout(() => reject(new Error('ended without an error')), 1000))
    if (frame) call.write(Buffer.from(frame))
  }).finally(() => client.close()) as Promise<ServiceError>
}

async function connectAndSend(aranya: Aranya, stateDir: string, frame: Uint8Array): Promise<ServiceError> {
  const read = (name: string): Buffer => readFileSync(join(stateDir, name))
  return openConnect(aranya, read('ca.crt'), read('client.key'), read('client.crt'), frame)
}

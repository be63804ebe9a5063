import { join } from 'node:path'
import { fastify } from 'fastify'
import type { FastifyInstance } from 'fastify'
import { openEnvironment } from '../../apiserver/storage/lmdb/environment.ts'
import type { Environment } from '../../apiserver/storage/lmdb/environment.ts'
import { answerMessages } from '../harness/helper.ts'
import type { Helper } from '../harness/helper.ts'
import type { Load } from '../harness/load.ts'
import type { TlsMaterial } from '../harness/tls-material.ts'

export interface PeerOrder {
  readonly tls: TlsMaterial
  readonly dir: string
}

/** From now on GET `path` answers with these bytes. */
export interface Served {
  readonly path: string
  readonly bytes: Uint8Array
}

/**
 * The least that a server can do: fastify and the same TLS, JSON parsed and made again, and the bytes committed to
 * LMDB, opened with the same options, before the answer. No authentication, no validation, no watch.
 */
async function start({ tls, dir }: PeerOrder): Promise<{ port: number }> {
  const environment = openEnvironment(join(dir, 'peer-store'), { readOnly: false })
  const { keyPem: key, chainPem: cert } = tls.server
  const app = fastify({ https: { key, cert, ca: tls.ca, requestCert: true, rejectUnauthorized: false } })
  addObjects(app, environment)
  app.get('/bytes/:name', (request, reply) => {
    const { name } = request.params as { name: string }
    return reply.type('application/json').send(served.get(`/bytes/${name}`))
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { port: (app.server.address() as { port: number }).port }
}

const served = new Map<string, Buffer>()

function addObjects(app: FastifyInstance, environment: Environment): void {
  const json = 'application/json'
  app.addContentTypeParser(
    'application/merge-patch+json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  )
  app.post('/objects', async (request, reply) => {
    const object = request.body as { metadata: { name: string } }
    const bytes = Buffer.from(JSON.stringify(object))
    await environment.put(Buffer.from(object.metadata.name), bytes)
    return reply.code(201).type(json).send(bytes)
  })
  app.get('/objects/:name', (request, reply) => {
    reply.type(json).send(environment.getBinary(nameOf(request.params)))
  })
  app.patch('/objects/:name', async (request, reply) => {
    const key = nameOf(request.params)
    const object = JSON.parse(environment.getBinary(key)?.toString() ?? '{}') as Record<string, unknown>
    const bytes = Buffer.from(JSON.stringify(merge(object, request.body as Record<string, unknown>)))
    await environment.put(key, bytes)
    return reply.type(json).send(bytes)
  })
  app.delete('/objects/:name', async (request, reply) => {
    await environment.remove(nameOf(request.params))
    return reply.type(json).send('{"kind":"Status","apiVersion":"v1","status":"Success"}')
  })
}

function nameOf(params: unknown): Buffer {
  return Buffer.from((params as { name: string }).name)
}

function merge(target: Record<string, unknown>, patch: Record<string, unknown>): Record<string, unknown> {
  for (const [key, value] of Object.entries(patch)) {
    const old = target[key]
    target[key] = isObject(value) && isObject(old) ? merge(old, value) : value
  }
  return target
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

answerMessages(async (message: PeerOrder | Served) => {
  if ('tls' in message) return start(message)
  served.set(message.path, Buffer.from(message.bytes))
})

/** Two servers, and clients of each. */
export interface Rivals {
  readonly aranya: Rival
  readonly fastify: Rival
  readonly helper: Helper
}

export interface Rival {
  readonly connect: (clients: number) => Promise<Load>
}

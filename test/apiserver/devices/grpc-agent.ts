import type { KeyObject } from 'node:crypto'
import { Client, credentials } from '@grpc/grpc-js'
import type { ServiceError } from '@grpc/grpc-js'
import type { IncomingChannel } from '../../../proto/mux/channel.ts'
import { connectSession } from '../../../proto/mux/handshake.ts'
import type { MuxSession } from '../../../proto/mux/session.ts'
import { gatewayClientOptions } from '../../../proto/transports/grpc/channel-options.ts'
import { gatewayService } from '../../../proto/transports/grpc/service.ts'
import type { EnrollResponse, RenewResponse } from '../../../proto/transports/grpc/service.ts'
import { toFrameTransport } from '../../../proto/transports/grpc/transport.ts'
import { makeKey, makeRequest } from '../pki/certificate-requests.ts'
import { createToken } from './harness.ts'
import type { Harness } from './harness.ts'

export interface Identity {
  readonly key: KeyObject
  readonly chainPem: string
}

/** A grpc-js client of the gateway, with or without a certificate. */
export function openClient(harness: Pick<Harness, 'authority' | 'port'>, identity?: Identity): Client {
  const key = identity ? Buffer.from(identity.key.export({ type: 'pkcs8', format: 'pem' })) : null
  const chain = identity ? Buffer.from(identity.chainPem) : null
  const tls = credentials.createSsl(Buffer.from(harness.authority.certificatePem), key, chain)
  const local = { 'grpc.use_local_subchannel_pool': 1 }
  return new Client(`127.0.0.1:${harness.port}`, tls, { ...gatewayClientOptions, ...local })
}

export async function callEnroll(harness: Harness, token: string, request: string): Promise<EnrollResponse> {
  const { path, requestSerialize, responseDeserialize } = gatewayService.enroll
  return unary(openClient(harness), (client, done) =>
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      { token, certificateRequest: request },
      deadline(),
      done,
    ),
  )
}

export async function callRenew(harness: Harness, request: string, identity?: Identity): Promise<RenewResponse> {
  const { path, requestSerialize, responseDeserialize } = gatewayService.renew
  return unary(openClient(harness, identity), (client, done) =>
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      { certificateRequest: request },
      deadline(),
      done,
    ),
  )
}

function deadline(): { deadline: number } {
  return { deadline: Date.now() + 20_000 }
}

function unary<A>(
  client: Client,
  call: (client: Client, done: (error: ServiceError | null, answer?: A) => void) => void,
): Promise<A> {
  return new Promise<A>((resolve, reject) => {
    call(client, (error, answer) => {
      client.close()
      if (error || answer === undefined) reject(error ?? new Error('no answer'))
      else resolve(answer)
    })
  })
}

export async function enroll(harness: Harness, name: string, key = makeKey()): Promise<Identity> {
  const { token } = await createToken(harness, name)
  const { certificateChain } = await callEnroll(harness, token, makeRequest({ key }))
  return { key, chainPem: certificateChain ?? '' }
}

export interface Agent {
  readonly session: MuxSession
  /** Cuts the connection without a word. */
  cut(): void
}

export interface AgentOptions {
  readonly instance?: string
  /** Of the agent's process. */
  readonly epoch?: string
  readonly onOpen?: (incoming: IncomingChannel) => void
}

export async function connectAgent(
  harness: Harness,
  identity: Identity | undefined,
  options: AgentOptions = {},
): Promise<Agent> {
  const client = openClient(harness, identity)
  const { path, requestSerialize, responseDeserialize } = gatewayService.connect
  const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize)
  const hello = { epoch: options.epoch ?? 'epoch', instance: options.instance ?? 'instance-1', info: deviceInfo }
  try {
    const transport = toFrameTransport(call)
    const onOpen = options.onOpen ?? ((incoming: IncomingChannel) => void incoming.accept())
    const { session } = await connectSession({ transport, hello, onOpen, timeoutMs: 60_000 })
    void session.closed.then(() => client.close())
    return {
      session,
      cut: () => {
        call.cancel()
        client.close()
      },
    }
  } catch (error) {
    client.close()
    throw error
  }
}

export const deviceInfo = {
  agentVersion: '1.2.3',
  operatingSystem: 'linux',
  architecture: 'arm64',
  osImage: 'Debian 12',
  kernelVersion: '6.1',
  machineId: 'm',
  systemUuid: 's',
  bootId: 'b',
  hostname: 'edge',
  capacity: { cpu: '4', memory: '8Gi' },
  features: ['exec', 'tty'],
  runtimeVersion: 'node/20',
}

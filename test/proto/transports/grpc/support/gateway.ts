import type { AddressInfo } from 'node:net'
import type { Client, ClientDuplexStream, ServerDuplexStream, UntypedServiceImplementation } from '@grpc/grpc-js'
import { Server, ServerCredentials, credentials, makeGenericClientConstructor } from '@grpc/grpc-js'
import { gatewayClientOptions, gatewayServerOptions } from '../../../../../proto/transports/grpc/channel-options.ts'
import { ProbingCredentials } from '../../../../../proto/transports/grpc/reset-probe.ts'
import { gatewayService } from '../../../../../proto/transports/grpc/service.ts'
import type { TestCertificate } from './certificate.ts'

export type ServerCall = ServerDuplexStream<Uint8Array, Uint8Array>

export interface Gateway {
  readonly port: AddressInfo['port']
  close(): void
}

/** A real server with TLS on a free port of loopback. */
export function startGateway(certificate: TestCertificate, connect: (call: ServerCall) => void): Promise<Gateway> {
  const server = new Server(gatewayServerOptions)
  const implementation: UntypedServiceImplementation = { connect }
  server.addService(gatewayService, implementation)
  const pair = { private_key: certificate.key, cert_chain: certificate.certificate }
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createSsl(null, [pair]), (error, port) => {
      if (error !== null) reject(error)
      else resolve({ port, close: () => server.forceShutdown() })
    })
  })
}

export interface TestClient {
  readonly client: Client
  readonly credentials: ProbingCredentials
  connect(): ClientDuplexStream<Uint8Array, Uint8Array>
}

export function createClient(certificate: TestCertificate, port: number): TestClient {
  const Constructor = makeGenericClientConstructor(gatewayService, 'Gateway')
  const probing = new ProbingCredentials(credentials.createSsl(certificate.certificate))
  const client = new Constructor(`localhost:${port}`, probing, gatewayClientOptions)
  const { path, requestSerialize, responseDeserialize } = gatewayService.connect
  return {
    client,
    credentials: probing,
    connect: () => client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize),
  }
}

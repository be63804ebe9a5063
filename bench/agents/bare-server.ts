import { Server, ServerCredentials } from '@grpc/grpc-js'
import type { ServerDuplexStream } from '@grpc/grpc-js'
import { gatewayServerOptions } from '../../proto/transports/grpc/channel-options.ts'
import { answerMessages } from '../harness/helper.ts'
import type { TlsMaterial } from '../harness/tls-material.ts'
import { pumpService } from '../mux/pump-service.ts'

let connected = 0

/** grpc-js with mutual TLS, and nothing on its streams. */
function start(tls: TlsMaterial): Promise<{ port: number }> {
  const server = new Server(gatewayServerOptions)
  server.addService(pumpService, {
    pump: (call: ServerDuplexStream<Uint8Array, Uint8Array>) => {
      connected += 1
      call.on('data', () => {})
      call.on('error', () => {})
    },
  })
  const pair = { private_key: Buffer.from(tls.server.keyPem), cert_chain: Buffer.from(tls.server.chainPem) }
  const credentials = ServerCredentials.createSsl(Buffer.from(tls.ca), [pair], true)
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error ? reject(error) : resolve({ port })))
  })
}

answerMessages(async (message: TlsMaterial | 'count') => (message === 'count' ? connected : start(message)))

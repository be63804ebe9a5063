import { Client, credentials } from '@grpc/grpc-js'
import { answerMessages } from '../harness/helper.ts'
import type { TlsMaterial } from '../harness/tls-material.ts'
import { pumpService } from '../mux/pump-service.ts'

export interface BareClientOrder {
  readonly tls: TlsMaterial
  readonly port: number
  readonly connections: number
}

/** Connections with mutual TLS, and one stream on each. */
async function connect({ tls, port, connections }: BareClientOrder): Promise<void> {
  const { ca, client } = tls
  const { path, requestSerialize, responseDeserialize } = pumpService.pump
  for (let index = 0; index < connections; index += 1) {
    const pem = [ca, client.keyPem, client.chainPem].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer]
    const connection = new Client(`ipv4:127.0.0.1:${port}`, credentials.createSsl(...pem), {
      'grpc.use_local_subchannel_pool': 1,
    })
    const call = connection.makeBidiStreamRequest(path, requestSerialize, responseDeserialize)
    call.on('data', () => {})
    call.on('error', () => {})
    call.write(new Uint8Array(1))
  }
}

answerMessages(connect)

import { connect as connectTcp, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { answerMessages } from '../harness/helper.ts'
import type { TlsMaterial } from '../harness/tls-material.ts'

/** One half of a relay: `near` takes TCP and speaks TLS to `port`, `far` takes that and speaks TCP to `port`. */
export interface RelayOrder {
  readonly half: 'near' | 'far'
  readonly tls: TlsMaterial
  readonly port: number
}

const host = '127.0.0.1'

async function start({ half, tls, port }: RelayOrder): Promise<{ port: number }> {
  const { ca, client, server } = tls
  const own = { ca, cert: client.chainPem, key: client.keyPem }
  const relay: Server =
    half === 'near'
      ? createServer({ noDelay: true }, (socket) => join(socket, connectTls({ host, port, ...own })))
      : createTlsServer({ ca, cert: server.chainPem, key: server.keyPem, requestCert: true, noDelay: true }, (socket) =>
          join(socket, connectTcp({ host, port, noDelay: true })),
        )
  await new Promise<void>((resolve) => relay.listen(0, host, resolve))
  return { port: (relay.address() as AddressInfo).port }
}

function join(one: Socket, other: Socket): void {
  one.on('error', () => other.destroy()).pipe(other)
  other.on('error', () => one.destroy()).pipe(one)
}

answerMessages(start)

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import t from 'tap'
import { writeMessagesApart } from '../../../../../apiserver/streaming/dialects/websocket/messages-apart.ts'
import { createCertificate } from '../../support/certificate.ts'

t.test("Python's client, which sees one message of each TLS record, hung on output that had waited", async (t) => {
  const { key, cert } = createCertificate()
  const server = createServer({ key, cert }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connect({ port, host: '127.0.0.1', ca: cert })
  const [socket] = (await once(server, 'secureConnection')) as [TLSSocket]

  writeMessagesApart(socket)
  const messages = Array.from({ length: 20 }, (_, number) => `message ${number}`)
  socket.cork()
  for (const message of messages) {
    socket.write(Buffer.from(message.slice(0, 2)))
    socket.write(Buffer.from(message.slice(2)))
  }
  socket.uncork()
  socket.end()
  // Node gives what each TLS record held by itself.
  const records: string[] = []
  for await (const record of client) records.push(String(record))
  t.same(records, messages)
})

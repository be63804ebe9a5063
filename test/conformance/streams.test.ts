import t from 'tap'
import { createCertificate } from '../apiserver/streaming/support/certificate.ts'
import { spdyDialects } from '../apiserver/streaming/support/spdy-client.ts'
import { webSocketDialects } from '../apiserver/streaming/support/web-socket-client.ts'
import { streamSuite } from './streams.ts'

const certificate = createCertificate()

for (const dialect of [...webSocketDialects, ...spdyDialects]) {
  t.test(dialect.name, async (t) => streamSuite(t, { dialect, certificate }))
}

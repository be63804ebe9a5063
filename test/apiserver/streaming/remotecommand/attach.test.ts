import t from 'tap'
import { encodeSessionResult } from '../../../../proto/sessions/session-request.ts'
import { createCertificate } from '../support/certificate.ts'
import { spdyDialects } from '../support/spdy-client.ts'
import { connectWebSocket, webSocketDialects } from '../support/web-socket-client.ts'
import { TestServer } from '../support/test-server.ts'

const certificate = createCertificate()
const hostShellPath = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices/pod/hostshell'
const subresources = [
  { subresource: 'attach', resource: 'virtualpods' },
  { subresource: 'attach', resource: 'pods' },
  { subresource: 'hostshell', resource: 'edgedevices' },
]

for (const dialect of [...webSocketDialects, ...spdyDialects]) {
  t.test(dialect.name, async (t) => {
    const server = await TestServer.start({ certificate })
    t.teardown(() => server.close())
    for (const { subresource, resource } of subresources) {
      const starting = server.device.nextStart()
      const client = await dialect.connect(server, { command: [], stdin: true, subresource, resource })
      const { device, request } = await starting
      const streams = { stdin: true, stdout: true, stderr: true, tty: false }
      t.match(request, subresource === 'attach' ? { attach: streams } : { hostShell: { tty: false } })
      device.writable(1).end('hello')
      device.writable(2).end()
      device.finish(encodeSessionResult({ exitCode: 3 }))
      t.match(await client.status, /exit code 3/, `${resource}/${subresource}`)
      t.equal(Buffer.concat(client.stdout).toString(), 'hello')
    }
  })
}

t.test('who asks for a host shell and says no more gets a terminal; a command is refused', async (t) => {
  const server = await TestServer.start({ certificate })
  t.teardown(() => server.close())
  const connect = (query: string) =>
    connectWebSocket(server, { query: { command: [] }, protocols: [], path: `${hostShellPath}${query}` })
  const client = await connect('')
  t.match(server.device.sessions[0]?.request, { hostShell: { tty: true } })
  client.kill()
  await t.rejects(connect('?command=ls&stdout=true'), { code: 400, message: /hostshell takes no command/ })
  await t.rejects(connect('?tty=true'), { code: 400, message: /at least 1 of stdin/ })
})

t.test('attach to nothing is refused', async (t) => {
  const server = await TestServer.start({ certificate })
  t.teardown(() => server.close())
  const query = { command: [], stdout: false, stderr: false, subresource: 'attach' }
  await t.rejects(connectWebSocket(server, { query, protocols: [] }), { code: 400, message: /at least 1 of stdin/ })
  t.same(server.device.sessions, [])
})

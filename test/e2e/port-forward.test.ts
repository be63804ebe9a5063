import { once } from 'node:events'
import { basename } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { KubeConfig, PortForward } from '@kubernetes/client-node'
import t from 'tap'
import { kubectls, startAranya, startDevice } from '../support/aranya.ts'
import {
  answerWithHash,
  ask,
  connectTo,
  hashOf,
  hashOfPattern,
  sendAsMany,
  sendPattern,
  startForward,
  startService,
} from '../support/port-forward.ts'
import { eventually } from '../support/processes.ts'

const mib = 1024 * 1024
const bytes = (process.env['ARANYA_TEST_FULL'] ? 1024 : 64) * mib

const aranya = await startAranya(t)
const arhat = await startDevice(t, aranya, 'edge-1')
const hash = await startService(t, answerWithHash)
const source = await startService(t, sendAsMany)
const echo = await startService(t, (socket) => socket.pipe(socket))
/** Nobody listens there, and nobody is given it: a port that was free a moment ago may be a kubectl's by now. */
const refused = 1

for (const binary of kubectls()) {
  t.test(`port-forward with ${basename(binary)}`, async (t) => {
    const ports = [hash.port, source.port, echo.port, refused]
    const forward = await startForward(t, aranya, { binary, pod: 'edge-1', ports })
    const [hashPort = 0, sourcePort = 0, echoPort = 0, refusedPort = 0] = forward.ports

    await t.test('bytes keep their SHA-256, and an answer comes after the half-close', async (t) => {
      const up = await connectTo(t, hashPort)
      const answer = text(up)
      await sendPattern(up, bytes)
      up.end()
      t.equal(await answer, hashOfPattern(bytes))
      const down = await connectTo(t, sourcePort)
      down.write(`${bytes}\n`)
      t.equal(await hashOf(down), hashOfPattern(bytes))
    })

    await t.test('a hundred connections at once, refused ones among them', async (t) => {
      const words = Array.from({ length: 100 }, (_, index) => `connection ${index} `.repeat(1000))
      const echoes = words.map((word) => ask(t, echoPort, word))
      const refusals = words.slice(0, 5).map(() => ask(t, refusedPort, 'hello').catch(() => Buffer.alloc(0)))
      t.same((await Promise.all(refusals)).map(String), ['', '', '', '', ''])
      t.same((await Promise.all(echoes)).map(String), words)
      t.equal(forward.isRunning(), true, 'the session goes on')
      t.equal((await ask(t, echoPort, 'still there')).toString(), 'still there')
    })

    await t.test('nothing is left when kubectl is killed', async (t) => {
      const held = await connectTo(t, echoPort)
      held.write('x')
      await once(held, 'data')
      forward.kill()
      await eventually('the device is left alone', () => echo.sockets.size === 0, 30_000)
      t.equal(hash.sockets.size + source.sockets.size, 0)
    })
  })
}

t.test("@kubernetes/client-node's PortForward", async (t) => {
  const config = new KubeConfig()
  config.loadFromFile(aranya.kubeconfig)
  const forward = new PortForward(config)
  const [output, errors, input] = [new PassThrough(), new PassThrough(), new PassThrough()]
  let answer = ''
  output.on('data', (chunk: Buffer) => (answer += chunk.toString()))
  await forward.portForward('default', 'edge-1', [hash.port], output, errors, input)
  await sendPattern(input, 4 * mib)
  input.end()
  await eventually('the answer', () => answer.length >= 64, 30_000)
  t.equal(answer, hashOfPattern(4 * mib))

  const told = new PassThrough()
  await forward.portForward('default', 'edge-1', [refused], new PassThrough(), told, new PassThrough())
  const [message] = (await once(told, 'data')) as [Buffer]
  const later = message.length > 0 ? message : ((await once(told, 'data')) as [Buffer])[0]
  t.match(later.toString(), /error forwarding port .*connection refused/)
})

t.test('a session ends when its agent does', async (t) => {
  const [binary = 'kubectl'] = kubectls()
  const forward = await startForward(t, aranya, { binary, pod: 'edge-1', ports: [echo.port] })
  t.equal((await ask(t, forward.ports[0] ?? 0, 'hello')).toString(), 'hello')
  await arhat.kill()
  await ask(t, forward.ports[0] ?? 0, 'hello').catch(() => {})
  await Promise.race([forward.exited, eventually('lost', () => /lost connection/.test(forward.said.join('')), 30_000)])
})

import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import t from 'tap'
import { startAranya, stateDirFor } from '../support/aranya.ts'
import { processesWith, run } from '../support/processes.ts'

const script = resolve(import.meta.dirname, '../../hack/quickstart.sh')

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

t.test(
  'the quickstart shows a device and a command on it, leaves nothing running, and picks up its state',
  async (t) => {
    const stateDir = stateDirFor(t)
    const [port, agentPort] = [await freePort(), await freePort()]
    const flags = ['--once', '--port', String(port), '--agent-port', String(agentPort), '--state-dir', stateDir]
    for (const round of ['first', 'second']) {
      const { code, stdout, stderr } = await run([script, ...flags], { timeoutMs: 100_000 })
      t.equal(code, 0, `${round}: ${stderr}`)
      t.match(stdout.toString(), /edgedevice\S*\/demo +Online/)
      t.match(stdout.toString(), /virtualpod\S*\/demo /)
      t.match(stdout.toString(), /\$ kubectl exec demo -- uname -a\nLinux /)
      t.equal(stderr.includes('creating the EdgeDevice'), round === 'first', 'the second finds the device of the first')
      t.strictSame(processesWith(stateDir), [], 'no process is left')
      for (const used of [port, agentPort]) await t.resolves(listenOnce(used), `port ${used} is free`)
    }
  },
)

t.test('the quickstart names a port that is taken', async (t) => {
  const holder = createServer()
  await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done))
  t.teardown(() => holder.close())
  const { port } = holder.address() as AddressInfo
  const flags = [
    '--once',
    '--port',
    String(port),
    '--agent-port',
    String(await freePort()),
    '--state-dir',
    stateDirFor(t),
  ]
  const { code, stderr } = await run([script, ...flags])
  t.not(code, 0)
  t.match(stderr, new RegExp(`port ${port} .*(taken|in use)`))
})

t.test('a second quickstart on a directory does not take the server of the first for its own', async (t) => {
  const aranya = await startAranya(t)
  const ports = ['--port', String(await freePort()), '--agent-port', String(await freePort())]
  const { code, stderr } = await run([script, '--once', ...ports, '--state-dir', aranya.stateDir])
  t.equal(code, 1)
  t.match(stderr, new RegExp(`is open in another server \\(process ${aranya.process.pid}\\)`))
})

t.test('a flag that the quickstart does not know is named', async (t) => {
  const { code, stderr } = await run([script, '--prot', '1'])
  t.equal(code, 2)
  t.match(stderr, /unknown flag --prot; see --help/)
})

async function listenOnce(port: number): Promise<void> {
  const server = createServer()
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done))
  await new Promise((done) => server.close(done))
}

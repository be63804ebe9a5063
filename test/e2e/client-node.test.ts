import { createHash, randomBytes } from 'node:crypto'
import { PassThrough, Writable } from 'node:stream'
import type { Readable } from 'node:stream'
import { Exec, KubeConfig } from '@kubernetes/client-node'
import type { V1Status } from '@kubernetes/client-node'
import t from 'tap'
import { startAranya, startDevice } from '../support/aranya.ts'

class Sink extends Writable {
  readonly #chunks: Buffer[] = []
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk)
    done()
  }
  get bytes(): Buffer {
    return Buffer.concat(this.#chunks)
  }
}

t.test('@kubernetes/client-node runs commands', async (t) => {
  const aranya = await startAranya(t)
  await startDevice(t, aranya, 'edge-1')
  const config = new KubeConfig()
  config.loadFromFile(aranya.kubeconfig)
  const exec = new Exec(config)
  const runCommand = async (command: string[], stdin?: Readable) => {
    const [stdout, stderr] = [new Sink(), new Sink()]
    const status = await new Promise<V1Status>((resolve, reject) => {
      exec.exec('default', 'edge-1', 'host', command, stdout, stderr, stdin ?? null, false, resolve).catch(reject)
    })
    return { status, stdout: stdout.bytes, stderr: stderr.bytes.toString() }
  }

  const ok = await runCommand(['sh', '-c', 'echo out; echo err >&2'])
  t.equal(ok.status.status, 'Success')
  t.equal(ok.stdout.toString(), 'out\n')
  t.equal(ok.stderr, 'err\n')

  const seven = await runCommand(['sh', '-c', 'exit 7'])
  t.match(seven.status, {
    status: 'Failure',
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: '7' }] },
  })

  const random = randomBytes(8 * 1024 * 1024)
  const stdin = new PassThrough()
  stdin.end(random)
  const counted = await runCommand(['head', '-c', String(random.length)], stdin)
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
  t.equal(sha256(counted.stdout), sha256(random), 'bytes keep their SHA-256 both ways')
})

import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { readKubeconfig } from '../../test/support/kubeconfig.ts'
import { alternate, quantile } from '../harness/rounds.ts'
import type { Figure } from '../harness/rounds.ts'
import { sized } from '../harness/part.ts'
import type { PartContext } from '../harness/part.ts'
import { start } from './kubectl-run.ts'
import { device } from './world.ts'
import type { StreamWorld } from './world.ts'

/** Faster than anybody types, slower than the session could. */
const betweenKeysMs = 10
/** For the bulk's flow to reach its speed. */
const warmUpMs = 500

/** A terminal whose echo is timed, while another session of the device sends as much as it can, and while none does. */
export async function measureKeystrokes(
  world: StreamWorld,
  { scale, progress, workspace }: PartContext,
): Promise<Figure[]> {
  progress('keystrokes beside a session that saturates the link')
  const terminal = await Terminal.open(world)
  workspace.teardown(() => terminal.close())
  const keys = sized(scale, { tiny: 5, default: 150, full: 600 })
  const times = await alternate<number[]>({
    rounds: sized(scale, { tiny: 1, default: 3, full: 5 }),
    ours: () => besideBulk(world, () => terminal.type(keys)),
    peer: () => terminal.type(keys),
  })
  terminal.close()
  const loaded = times.ours.flat()
  const quiet = times.peer.flat()
  const figure = (name: string, fraction: number): Figure => {
    const ours = quantile(loaded, fraction)
    const value = quantile(quiet, fraction)
    const peer = { what: 'the same session, link idle', value, ratio: ours / value }
    return { name: `key to echo beside saturating output, ${name}`, unit: 'ms', better: 'less', ours, peer }
  }
  return [figure('p50', 0.5), { ...figure('p99', 0.99), budget: { of: 'value', limit: 20 } }]
}

async function besideBulk<T>({ ours }: StreamWorld, work: () => Promise<T>): Promise<T> {
  const bulk = start(ours, ['exec', device, '--', 'head', '-c', '1T', '/dev/zero'], 'ignore')
  const gone = once(bulk, 'close')
  await setTimeout(warmUpMs)
  try {
    const result = await work()
    if (bulk.exitCode !== null) throw new Error('the session beside ended too early')
    return result
  } finally {
    bulk.kill('SIGKILL')
    await gone
  }
}

/** `cat` on a terminal of the device: the terminal itself echoes. */
class Terminal {
  readonly #socket: WebSocket
  #onEcho: () => void = () => {}

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (message: Buffer) => message.length > 1 && this.#onEcho())
  }

  static async open({ aranya }: StreamWorld): Promise<Terminal> {
    const { ca, cert, key, server } = readKubeconfig(aranya.kubeconfig)
    const url = new URL(`/api/v1/namespaces/default/pods/${device}/exec`, server.replace('https', 'wss'))
    url.search = 'command=cat&stdin=true&stdout=true&tty=true'
    const socket = new WebSocket(url, 'v5.channel.k8s.io', { ca, cert, key, perMessageDeflate: false })
    await once(socket, 'open')
    return new Terminal(socket)
  }

  /** Milliseconds of each key. */
  async type(keys: number): Promise<number[]> {
    const times: number[] = []
    for (let index = 0; index < keys; index += 1) {
      const echoed = new Promise<void>((resolve) => (this.#onEcho = resolve))
      const from = performance.now()
      this.#socket.send(Buffer.from('\0k'))
      await echoed
      times.push(performance.now() - from)
      await setTimeout(betweenKeysMs)
    }
    return times
  }

  close(): void {
    this.#socket.terminate()
  }
}

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { aranya } from '../../../../proto/gen/agent.js'
import type { Channel } from '../../../../proto/mux/channel.ts'
import { MuxError } from '../../../../proto/mux/errors.ts'
import type { SessionRequest, SessionResult } from '../../../../proto/sessions/session-request.ts'
import { decodeControlMessage, encodeSessionResult, toRefusal } from '../../../../proto/sessions/session-request.ts'
import { ApiError } from '../../../../apiserver/api/meta/errors.ts'
import type { DeviceDialer, StreamTarget } from '../../../../apiserver/streaming/session/device-dialer.ts'
import { FakeChannelEnd } from './fake-channel.ts'

type Resize = aranya.agent.v1.Resize.$Properties

/** Nobody listens on this port of the device. */
export const closedPort = 81
/** What listens on this one says much, and reads nothing. */
export const frozenPort = 82

/** One session as the device sees it. */
export interface FakeSession {
  readonly target: StreamTarget
  readonly request: SessionRequest
  readonly device: FakeChannelEnd
  readonly server: FakeChannelEnd
  readonly sizes: Resize[]
  started: boolean
}

/** A device with a few programs, which begin at the Start message and not before. */
export class FakeDevice implements DeviceDialer {
  readonly sessions: FakeSession[] = []
  /** Set to delay or refuse opens. */
  beforeOpen: (target: StreamTarget, signal: AbortSignal) => Promise<void> = async () => {}
  #waiters: ((session: FakeSession) => void)[] = []

  async open(target: StreamTarget, signal: AbortSignal): Promise<Channel> {
    await this.beforeOpen(target, signal)
    const words = target.request.exec?.command ?? []
    if (target.request.connect?.port === closedPort) throw new ApiError('ServiceUnavailable', 'connection refused')
    if (words[0] === 'missing') throw new ApiError('NotFound', 'command "missing" not found in PATH')
    const { server, device } = FakeChannelEnd.pair()
    const session: FakeSession = { target, request: target.request, device, server, sizes: [], started: false }
    this.sessions.push(session)
    if (target.request.connect?.port === frozenPort) device.writable(0).write(Buffer.alloc(8 * 1024 * 1024))
    else if (target.request.connect) void echo(session)
    device.onControl((message) => this.#control(session, message))
    return server
  }

  /** The next session that starts. */
  nextStart(): Promise<FakeSession> {
    return new Promise((resolve) => this.#waiters.push(resolve))
  }

  #control(session: FakeSession, message: Uint8Array): void {
    const { start, resize } = decodeControlMessage(message)
    if (resize) session.sizes.push(resize)
    if (resize) session.device.writable(1).write(`size ${resize.columns}x${resize.rows}\n`)
    if (!start) return
    session.started = true
    for (const waiter of this.#waiters.splice(0)) waiter(session)
    void run(session).catch(() => {})
  }
}

/** What listens on every port but `closedPort`. */
async function echo({ device }: FakeSession): Promise<void> {
  const done = pipeline(device.readable(0), device.writable(0))
  await done.then(() => device.finish(encodeSessionResult({}))).catch(() => {})
}

async function run({ request, device }: FakeSession): Promise<void> {
  const [program = '', ...args] = request.exec?.command ?? []
  const end = (result: SessionResult): void => device.finish(encodeSessionResult(result))
  const stdin = device.readable(0)
  const stdout = device.writable(1)
  switch (program) {
    case 'cat':
      await pipeline(stdin, stdout)
      return end({ exitCode: 0 })
    case 'sha256': {
      const hash = createHash('sha256')
      let bytes = 0
      for await (const chunk of stdin) {
        bytes += (chunk as Buffer).length
        hash.update(chunk as Buffer)
      }
      stdout.end(`${bytes} ${hash.digest('hex')}\n`)
      return end({ exitCode: 0 })
    }
    case 'print':
      await pipeline(Readable.from(pattern(Number(args[0]))), stdout)
      return end({ exitCode: Number(args[1] ?? 0) })
    case 'both':
      stdout.end('to stdout\n')
      device.writable(2).end('to stderr\n')
      return end({ exitCode: 3 })
    case 'exit':
      return end({ exitCode: Number(args[0]) })
    case 'signal':
      return end({ exitCode: 137, signal: 'SIGKILL' })
    case 'first-line': {
      const [line] = (await once(stdin, 'data')) as [Buffer]
      stdout.end(`got ${line.toString()}`)
      return end({ exitCode: 0 })
    }
    case 'fail':
      return end({ failure: toRefusal(new MuxError('internal', 'the device is on fire')) })
    case 'nonsense':
      return device.finish(Buffer.from('ffffffff', 'hex'))
    case 'lose':
      stdout.write('some output\n')
      setImmediate(() => device.reset(new MuxError('unavailable', 'heartbeats were missed')))
      return undefined
    default:
      // `hang`, and whatever a test drives itself.
      return undefined
  }
}

const patternBlock = Buffer.alloc(64 * 1024, 'the quick brown fox jumps over the lazy dog\0\x01\xff\r\n', 'latin1')

/** Blocks of bytes that are no text, `total` in all. */
export function* pattern(total: number): Generator<Buffer> {
  for (let sent = 0; sent < total; sent += patternBlock.length) {
    yield patternBlock.subarray(0, Math.min(patternBlock.length, total - sent))
  }
}

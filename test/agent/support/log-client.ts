import type { aranya } from '../../../proto/gen/agent.js'
import type { Channel, ChannelEnd } from '../../../proto/mux/channel.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import type { MuxSession } from '../../../proto/mux/session.ts'
import {
  decodeSessionResult,
  encodeControlMessage,
  encodeSessionRequest,
} from '../../../proto/sessions/session-request.ts'

type LogRequest = aranya.agent.v1.LogRequest.$Properties

/** A log as its reader sees it so far. */
export class LogReader {
  readonly channel: Channel
  readonly #chunks: Buffer[] = []
  #length = 0
  #onData = (): void => {}

  constructor(channel: Channel) {
    this.channel = channel
    channel.readable(1).on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#length += chunk.length
      this.#onData()
    })
    void channel.ended.then(() => setImmediate(() => this.#onData()))
  }

  get length(): number {
    return this.#length
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  get text(): string {
    return this.bytes.toString()
  }

  /** Resolves when that is true of the text; rejects after 30 s, or when the log ends before. */
  async until(isThere: (text: string) => boolean): Promise<void> {
    const failed = { why: '' }
    const timer = setTimeout(() => {
      failed.why = 'it did not come in time'
      this.#onData()
    }, 30_000)
    void this.channel.ended.then((end) => {
      failed.why ||= `the log ended: ${failureOf(end) ?? 'in order'}`
    })
    while (!isThere(this.text)) {
      if (failed.why) throw new Error(`${failed.why}; there was ${JSON.stringify(this.text.slice(-500))}`)
      await new Promise<void>((resolve) => (this.#onData = resolve))
    }
    clearTimeout(timer)
  }

  leave(): void {
    this.channel.reset(new MuxError('cancelled', 'the client left'))
  }
}

export function openLog(session: MuxSession, log: LogRequest): Promise<Channel> {
  const profile = { virtualPod: 'web', container: 'syslog' }
  const request = encodeSessionRequest({ user: 'alice', auditId: '1', profile, log })
  return session.open(request, AbortSignal.timeout(30_000))
}

export async function followLog(session: MuxSession, log: LogRequest): Promise<LogReader> {
  const channel = await openLog(session, { follow: true, ...log })
  const reader = new LogReader(channel)
  channel.control(encodeControlMessage({ start: {} }))
  return reader
}

/** Reads a log to its end. Rejects with the reason why there is none, or why it is not complete. */
export async function readLog(session: MuxSession, log: LogRequest): Promise<Buffer> {
  const channel = await openLog(session, log)
  const reader = new LogReader(channel)
  const closed = new Promise((resolve) => channel.readable(1).once('close', resolve))
  channel.control(encodeControlMessage({ start: {} }))
  const failure = failureOf(await channel.ended)
  await closed
  if (failure !== undefined) throw new Error(failure)
  return reader.bytes
}

/** Why it is not complete. */
export function failureOf(end: ChannelEnd): string | undefined {
  if (end.kind === 'failed') return end.error.message
  return decodeSessionResult(end.result).failure?.message ?? undefined
}

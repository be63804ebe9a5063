import type { Channel } from '../../proto/mux/channel.ts'
import { MuxError } from '../../proto/mux/errors.ts'
import { decodeControlMessage } from '../../proto/sessions/session-request.ts'
import type { TerminalSize } from '../host/command.ts'

/** The kernel's struct winsize has 16 bits for each. */
const maxCells = 0xffff

/** What comes beside the data of a channel: first the word to start, then the sizes of the client's terminal. */
export class Controls {
  readonly #channel: Channel
  #size: TerminalSize | undefined
  #onResize: ((size: TerminalSize) => void) | undefined
  #onStart = (): void => {}
  readonly #start: Promise<void>

  constructor(channel: Channel) {
    this.#channel = channel
    this.#start = new Promise((resolve) => (this.#onStart = resolve))
    channel.onControl((message) => this.#take(message))
  }

  /** The latest size that the client told. */
  get size(): TerminalSize | undefined {
    return this.#size
  }

  /** Rejects with MuxError when the client does not start within `deadlineMs`, or ends the channel instead. */
  async started(deadlineMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      const error = new MuxError('timeout', `the session was not started within ${deadlineMs / 1000} s`)
      timer = setTimeout(() => reject(error), deadlineMs)
    })
    const gone = this.#channel.ended.then(() => {
      throw new MuxError('cancelled', 'the client left before the session started')
    })
    await Promise.race([this.#start, late, gone]).finally(() => clearTimeout(timer))
  }

  /** One listener; the last size that came before the call is told at once: a terminal takes its time to open. */
  onResize(listener: (size: TerminalSize) => void): void {
    this.#onResize = listener
    if (this.#size) listener(this.#size)
  }

  #take(bytes: Uint8Array): void {
    const message = this.#decode(bytes)
    if (message?.start) this.#onStart()
    const { columns, rows } = message?.resize ?? {}
    if (!columns || !rows || columns < 0 || rows < 0) return
    this.#size = { columns: Math.min(columns, maxCells), rows: Math.min(rows, maxCells) }
    this.#onResize?.(this.#size)
  }

  #decode(bytes: Uint8Array) {
    try {
      return decodeControlMessage(bytes)
    } catch (error) {
      if (error instanceof MuxError) this.#channel.reset(error)
      return undefined
    }
  }
}

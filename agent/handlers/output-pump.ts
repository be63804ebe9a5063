import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'

/** How long nothing may come, and how much may, of an output whose processes are all gone. */
const settleIdleMs = 300
/** More than a pipe can hold (1 MiB at most, unless root says otherwise): the rest is written by somebody who lives on. */
const settleMaxBytes = 2 * 1024 * 1024

/** Carries one output of a process to the client, no faster than that takes it. */
export class OutputPump {
  /** Resolves when all was written, or when the client's side is gone; never rejects. */
  readonly done: Promise<void>
  readonly #source: Readable
  readonly #sink: Writable
  #settling = false
  #settledBytes = 0
  #round = 0
  #idle: NodeJS.Timeout | undefined

  constructor(source: Readable, sink: Writable) {
    this.#source = source
    this.#sink = sink
    this.done = finished(sink, { readable: false }).then(
      () => this.#stop(),
      () => this.#stop(),
    )
    source.on('data', (chunk: Buffer) => this.#write(chunk))
    source.once('end', () => sink.end())
    source.once('close', () => sink.end())
    // A terminal's end shows as an error; what comes of any is that nothing more is read.
    source.on('error', () => sink.end())
    // `done` has heard of it.
    sink.on('error', () => {})
    sink.on('drain', () => this.#resume())
  }

  /**
   * The processes are gone, and so there is an end to their output, unless one that left their session holds it open:
   * from now on a pause in it is its end. Time in which the client takes nothing does not count.
   */
  settle(): void {
    this.#settling = true
    if (!this.#source.isPaused()) this.#watchIdle()
  }

  #write(chunk: Buffer): void {
    if (this.#settling) this.#settledBytes += chunk.length
    const room = this.#sink.write(chunk)
    if (!room) this.#source.pause()
    if (this.#settledBytes > settleMaxBytes) return this.#cut()
    if (this.#settling) this.#watchIdle()
  }

  #resume(): void {
    this.#source.resume()
    if (this.#settling) this.#watchIdle()
  }

  #watchIdle(): void {
    clearTimeout(this.#idle)
    const round = ++this.#round
    if (!this.#source.isPaused()) this.#idle = setTimeout(() => this.#cutIfStillIdle(round), settleIdleMs)
  }

  /** A late timer says nothing: on a busy machine, what is waiting to be read may just not have been looked at. */
  #cutIfStillIdle(round: number): void {
    setImmediate(() =>
      setImmediate(() => {
        if (round === this.#round && !this.#source.isPaused()) this.#cut()
      }),
    )
  }

  #cut(): void {
    this.#source.destroy()
    this.#sink.end()
  }

  #stop(): void {
    this.#round++
    clearTimeout(this.#idle)
    this.#source.destroy()
  }
}

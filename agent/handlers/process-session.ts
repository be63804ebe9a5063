import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Channel } from '../../proto/mux/channel.ts'
import { limitPieces } from '../../proto/mux/limit-pieces.ts'
import type { SessionResult } from '../../proto/sessions/session-request.ts'
import type { Command } from '../host/command.ts'
import type { HostedCommand, ProcessHost } from '../host/process-host.ts'
import type { StreamSelection } from '../host/spawn.ts'
import type { PreparedSession } from './handler.ts'

const streams = { stdin: 0, stdout: 1, stderr: 2 } as const
const defaultSize = { columns: 80, rows: 24 }

interface ProcessSessionOptions {
  readonly host: ProcessHost
  /** The command whose session has this name; the command has it in its environment. */
  readonly prepare: (marker: string) => Command
  /** What the client wants to have connected. */
  readonly streams: StreamSelection
  readonly tty: boolean
}

/** One process with a client's streams, with pipes or on a terminal: exec, attach, hostshell. Rejects with MuxError. */
export async function prepareProcessSession(options: ProcessSessionOptions): Promise<PreparedSession> {
  const { host, tty, streams: wanted } = options
  const marker = host.newMarker()
  const command = options.prepare(marker)
  if (tty) await host.checkTerminals()
  return {
    summary: { command: command.path },
    run: async (channel, controls) => {
      const size = controls.size ?? defaultSize
      const connection = tty ? ({ kind: 'terminal', size } as const) : ({ kind: 'pipes', streams: wanted } as const)
      const running = await host.start(command, connection, marker)
      if (running.resize) controls.onResize((next) => running.resize?.(next))
      return tty ? runOnTerminal(running, channel, wanted) : runOnPipes(running, channel)
    },
  }
}

function runOnPipes(running: HostedCommand, channel: Channel): Promise<SessionResult> {
  if (running.stdin) feedStdin(channel.readable(streams.stdin), running.stdin)
  const pumps = [
    ...(running.stdout ? [new OutputPump(running.stdout, channel.writable(streams.stdout))] : []),
    ...(running.stderr ? [new OutputPump(running.stderr, channel.writable(streams.stderr))] : []),
  ]
  return waitForEnd(running, channel, pumps)
}

/** A terminal has one output, which has to be read even when nobody wants it, or the process stops at it. */
function runOnTerminal(
  running: HostedCommand,
  channel: Channel,
  wanted: Pick<StreamSelection, 'stdin' | 'stdout'>,
): Promise<SessionResult> {
  if (running.stdin && wanted.stdin) feedTerminal(channel.readable(streams.stdin), running.stdin)
  if (running.stdout && wanted.stdout)
    return waitForEnd(running, channel, [new OutputPump(running.stdout, channel.writable(streams.stdout))])
  running.stdout?.resume()
  return waitForEnd(running, channel, [])
}

/**
 * The command's end, or the client's: in either case nothing of the session survives it. The result comes when all
 * output was written to the channel.
 */
async function waitForEnd(
  running: HostedCommand,
  channel: Channel,
  pumps: readonly OutputPump[],
): Promise<SessionResult> {
  await Promise.race([running.exited, channel.ended])
  const gone = running.end().then(() => pumps.forEach((pump) => pump.settle()))
  const written = Promise.all(pumps.map((pump) => pump.done))
  await Promise.race([written, channel.ended.then(() => gone)])
  running.stdin?.destroy()
  running.stdout?.destroy()
  running.stderr?.destroy()
  const { code, signal } = await running.exited
  return { exitCode: code, ...(signal === undefined ? {} : { signal }) }
}

/** How long nothing may come, and how much may, of an output whose processes are all gone. */
const settleIdleMs = 300
/** More than a pipe can hold (1 MiB at most, unless root says otherwise): the rest is written by somebody who lives on. */
const settleMaxBytes = 2 * 1024 * 1024

/** Carries one output of a process to the client, no faster than that takes it. */
class OutputPump {
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

/** What a terminal's line discipline takes for the end of the input, VEOF. */
const endOfTransmission = 4
const newline = 10
/** When to say so again, each time twice as long after the last time, and how often. */
const firstRepeatMs = 250
const maxRepeats = 8

/** Carries the client's input to a process. Its errors end it quietly: a process may close its input when it likes. */
function feedStdin(source: Readable, sink: Writable): void {
  source.on('error', () => {})
  sink.on('error', () => discard(source, sink))
  sink.on('close', () => discard(source, sink))
  source.pipe(limitPieces(sink))
}

/**
 * The same for a terminal, which cannot be half-closed: the end of the input becomes the control character that a
 * person would type, twice when a line is unfinished, for the first then only ends that line. It counts for one reader
 * alone, and for none who sets the terminal up anew before it reads, as shells do when they begin: so it is repeated, a
 * few times, for as long as there is somebody to hear it.
 */
function feedTerminal(source: Readable, sink: Writable): void {
  let last = newline
  source.on('data', (chunk: Buffer) => (last = chunk.at(-1) ?? last))
  source.on('error', () => {})
  sink.on('error', () => discard(source, sink))
  sink.on('close', () => discard(source, sink))
  source.pipe(limitPieces(sink), { end: false })
  source.once('end', () => {
    if (sink.writable) sink.write(Buffer.alloc(last === newline ? 1 : 2, endOfTransmission))
    repeatEnd(sink)
  })
}

function repeatEnd(sink: Writable): void {
  let repeats = 0
  let timer: NodeJS.Timeout | undefined
  const wait = (): void => {
    if (repeats < maxRepeats && sink.writable) timer = setTimeout(repeat, firstRepeatMs * 2 ** repeats++)
  }
  const repeat = (): void => {
    // What waits to be read ends with it already.
    if (sink.writable && sink.writableLength === 0) sink.write(Buffer.of(endOfTransmission))
    wait()
  }
  sink.once('close', () => clearTimeout(timer))
  wait()
}

/** The client may go on sending, and would otherwise wait for ever for somebody to take it. */
function discard(source: Readable, sink: Writable): void {
  source.unpipe(sink)
  source.resume()
}

import type { Channel } from '../../proto/mux/channel.ts'
import type { SessionResult } from '../../proto/sessions/session-request.ts'
import type { Command } from '../host/command.ts'
import type { HostedCommand, ProcessHost } from '../host/process-host.ts'
import type { StreamSelection } from '../host/spawn.ts'
import type { PreparedSession } from './handler.ts'
import { OutputPump } from './output-pump.ts'
import { feedStdin, feedTerminal } from './stdin-feed.ts'

const streams = { stdin: 0, stdout: 1, stderr: 2 } as const
const defaultSize = { columns: 80, rows: 24 }

export interface ProcessSessionOptions {
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

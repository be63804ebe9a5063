import { MuxError } from '../../proto/mux/errors.ts'
import type { Channel } from '../../proto/mux/channel.ts'
import type { SessionResult } from '../../proto/session-request.ts'
import type { HostedCommand, ProcessHost } from '../host/process-host.ts'
import { prepareCommand } from '../profile/prepare-command.ts'
import type { Handler, PreparedSession, SessionRequest } from './handler.ts'
import { OutputPump } from './output-pump.ts'
import { feedStdin, feedTerminal } from './stdin-feed.ts'

const streams = { stdin: 0, stdout: 1, stderr: 2 } as const
const defaultSize = { columns: 80, rows: 24 }

export interface ExecOptions {
  readonly host: ProcessHost
  /** The agent's own environment. */
  readonly env: NodeJS.ProcessEnv
}

/** Runs a command, with pipes or on a terminal. */
export function createExecHandler(options: ExecOptions): Handler {
  return { feature: 'exec', prepare: (request) => prepareExec(request, options) }
}

async function prepareExec(request: SessionRequest, { host, env }: ExecOptions): Promise<PreparedSession> {
  const { exec, profile } = request
  if (!exec) throw new MuxError('invalid', 'the request has no command')
  const tty = exec.tty ?? false
  const marker = host.newMarker()
  const command = prepareCommand({ argv: exec.command ?? [], profile, tty, marker, ownEnv: env })
  if (tty) await host.checkTerminals()
  const wanted = { stdin: exec.stdin ?? false, stdout: exec.stdout ?? false, stderr: exec.stderr ?? false }
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
  wanted: { readonly stdin: boolean; readonly stdout: boolean },
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

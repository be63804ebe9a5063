import { finished } from 'node:stream/promises'
import type { Channel } from '../../../proto/mux/channel.ts'
import { MuxError } from '../../../proto/mux/errors.ts'
import type { SessionResult } from '../../../proto/sessions/session-request.ts'
import type { ProcessHost } from '../../host/process-host.ts'
import type { Handler, PreparedSession, SessionRequest } from '../handler.ts'
import { createFileSource } from './file-source.ts'
import { createJournalSource } from './journal-source.ts'
import { readLogOptions } from './log-source.ts'
import type { LogSource } from './log-source.ts'

/** The stream that carries a log, as it would carry stdout. */
const logStream = 1

interface LogHandlerOptions {
  readonly host: ProcessHost
  /** The agent's own environment. */
  readonly env: NodeJS.ProcessEnv
  /** The file of the agent's own log. */
  readonly ownLog: string
}

/** Reads logs: the agent's own, files, and the journal's. As the agent's user: a profile's user is for commands. */
export function createLogHandler(options: LogHandlerOptions): Handler {
  return { feature: 'log', prepare: (request, signal) => prepareLog(request, signal, options) }
}

async function prepareLog(
  request: SessionRequest,
  signal: AbortSignal,
  options: LogHandlerOptions,
): Promise<PreparedSession> {
  const source = findSource(request, options)
  await source.check(signal)
  return {
    summary: { log: describe(request) },
    run: (channel) => run(channel, source),
  }
}

function findSource(request: SessionRequest, { host, env, ownLog }: LogHandlerOptions): LogSource {
  const { log, profile } = request
  if (!log) throw new MuxError('invalid', 'the request names no log')
  const options = readLogOptions(log)
  const title = `container ${JSON.stringify(profile?.container ?? '')} in pod ${JSON.stringify(profile?.virtualPod ?? '')}`
  const { path, journalUnit } = log.source ?? {}
  if (journalUnit != null) return createJournalSource({ unit: journalUnit, title, options, host, env })
  return createFileSource({ path: path == null ? ownLog : checkPath(path), title, options })
}

function checkPath(path: string): string {
  if (path.startsWith('/') && !path.includes('\0')) return path
  throw new MuxError('invalid', `log ${JSON.stringify(path)}: it is not an absolute path`)
}

function describe({ log }: SessionRequest): string {
  return log?.source?.path ?? log?.source?.journalUnit ?? 'own'
}

/** Until the log is over, or the client is gone: then whatever waits is woken, and closes what it has open. */
async function run(channel: Channel, source: LogSource): Promise<SessionResult> {
  const gone = new AbortController()
  void channel.ended.then(() => gone.abort(new MuxError('cancelled', 'the client is gone')))
  const sink = channel.writable(logStream)
  try {
    await source.write(sink, gone.signal)
    return { exitCode: 0 }
  } finally {
    // Also of a log that fails, all that was read is the client's.
    sink.end()
    await finished(sink, { readable: false }).catch(() => {})
  }
}

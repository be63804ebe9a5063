import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { Dispatcher } from '../../../agent/handlers/dispatcher.ts'
import type { Feature } from '../../../agent/features.ts'
import { createAttachHandler, createExecHandler, createHostShellHandler } from '../../../agent/handlers/exec.ts'
import { createLogHandler } from '../../../agent/handlers/log/log-handler.ts'
import { ProcessHost } from '../../../agent/host/process-host.ts'
import { acceptSession, connectSession } from '../../../proto/mux/handshake.ts'
import type { MuxSession } from '../../../proto/mux/session.ts'
import { quietLog } from './quiet-log.ts'
import { transportPair } from './transport-pair.ts'

export interface LocalAgent {
  /** The server's side. */
  readonly session: MuxSession
  readonly host: ProcessHost
  readonly log: ReturnType<typeof quietLog>
  readonly stateDir: string
  allowed: readonly Feature[]
}

export interface LocalAgentOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly terminals?: boolean
  readonly startDeadlineMs?: number
  readonly maxSessions?: number
}

/** An agent's dispatcher with its handlers and real processes, over a mux within this process. Ends with the test. */
export async function startLocalAgent(t: Test, options: LocalAgentOptions = {}): Promise<LocalAgent> {
  const { env = process.env, terminals = true, ...limits } = options
  const stateDir = mkdtempSync(join(tmpdir(), 'arhat-test-'))
  const log = quietLog()
  const host = new ProcessHost({ stateDir, log, terminals })
  const allowed: { now: readonly Feature[] } = { now: ['exec'] }
  const processes = { host, env }
  const handlers = [
    createExecHandler(processes),
    createAttachHandler(processes),
    createHostShellHandler(processes),
    createLogHandler({ ...processes, ownLog: join(stateDir, 'arhat.log') }),
  ]
  const dispatcher = new Dispatcher({ handlers, allowed: () => allowed.now, log, ...limits })
  const [near, far] = transportPair()
  const accepted = acceptSession({
    transport: near,
    epoch: 'server',
    admit: async () => ({ heartbeatMs: 30_000, resumeMs: 0 }),
  })
  const connected = await connectSession({ transport: far, hello: { epoch: 'agent' }, onOpen: dispatcher.onOpen })
  const session = (await accepted)?.session
  if (!session) throw new Error('no session')
  t.teardown(async () => {
    await session.close({ code: 'shutting-down', message: 'the test is over' })
    await connected.session.closed
    await dispatcher.close()
    await host.close()
    rmSync(stateDir, { recursive: true, force: true })
  })
  return {
    session,
    host,
    log,
    stateDir,
    get allowed() {
      return allowed.now
    },
    set allowed(features) {
      allowed.now = features
    },
  }
}

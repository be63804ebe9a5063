import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { HelloProperties } from '../proto/mux/handshake.ts'
import { connectOnce } from './connection/connect-once.ts'
import { systemClock } from './connection/clock.ts'
import type { AgentClock } from './connection/clock.ts'
import { keepConnected } from './connection/keep-connected.ts'
import { Dispatcher } from './handlers/dispatcher.ts'
import type { Feature } from './features.ts'
import { createAttachHandler, createExecHandler, createHostShellHandler } from './handlers/exec.ts'
import type { Handler } from './handlers/handler.ts'
import { createLogHandler } from './handlers/log/log-handler.ts'
import { createPortForwardHandlers } from './handlers/port-forward.ts'
import { readDeviceInfo } from './host/device-info.ts'
import { ProcessHost } from './host/process-host.ts'
import type { Logger } from './logging/log.ts'
import { readConfig } from './state/config.ts'
import type { AgentConfig } from './state/config.ts'
import { readIdentity, readInstance } from './state/identity.ts'
import { takeRunLock } from './state/run-lock.ts'
import type { RunLock } from './state/run-lock.ts'
import { ensureStateDirectory, statePaths } from './state/state-files.ts'
import type { StatePaths } from './state/state-files.ts'
import { readVersion } from '../cli/version.ts'

export interface AgentOptions {
  /** Where `arhat join` put everything. */
  readonly stateDir: string
  readonly log: Logger
  /** Takes the place of the configuration's `allow`. */
  readonly allow?: readonly Feature[]
  /** Takes the place of the configuration's `tty`. */
  readonly tty?: boolean
  /** The agent's own environment, of which commands get a little; process.env when absent. */
  readonly env?: NodeJS.ProcessEnv
  readonly clock?: AgentClock
  /** From 0 up to 1; Math.random when absent. */
  readonly random?: () => number
}

/** An agent that is connected, or tries to be, until it is closed. Several may live in one process, each with its own state. */
export interface Agent {
  /** Reads `allow` from the configuration again, for new sessions. Rejects with UserError, and changes nothing then. */
  reload(): Promise<void>
  /** Says goodbye, ends all sessions and their processes, lets go of the state directory. Idempotent, never rejects. */
  close(): Promise<void>
  /** Rejects if the agent cannot go on; resolves when it was closed. */
  readonly closed: Promise<void>
}

/** Starts an agent on an enrolled state directory. Rejects with UserError: not enrolled, damaged, or in use. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const paths = statePaths(resolve(options.stateDir))
  const config = await readConfig(paths.config)
  await readIdentity(paths)
  await ensureStateDirectory(paths.directory)
  const lock = await takeLockIfWritable(paths.lock, options.log)
  try {
    return await openAgent({ options, paths, config, lock })
  } catch (error) {
    lock.release()
    throw error
  }
}

/** A device whose disk is full or failed can be mended by nobody if its agent does not start. */
async function takeLockIfWritable(path: string, log: Logger): Promise<RunLock> {
  try {
    return await takeRunLock(path)
  } catch (err) {
    const { code = '' } = ((err as Error).cause ?? {}) as NodeJS.ErrnoException
    if (!['ENOSPC', 'EDQUOT', 'EROFS'].includes(code)) throw err
    log.warn({ err }, 'the state directory cannot be written: nothing keeps a second agent from it')
    return { release: () => {} }
  }
}

interface Parts {
  readonly options: AgentOptions
  readonly paths: StatePaths
  readonly config: AgentConfig
  readonly lock: RunLock
}

async function openAgent({ options, paths, config, lock }: Parts): Promise<Agent> {
  const { log, clock = systemClock, random = Math.random } = options
  let allow = options.allow ?? config.allow
  const host = new ProcessHost({ stateDir: paths.directory, log, terminals: options.tty ?? config.tty })
  const processes = { host, env: options.env ?? process.env }
  const handlers = [
    createExecHandler(processes),
    createAttachHandler(processes),
    createHostShellHandler(processes),
    createLogHandler({ ...processes, ownLog: paths.log }),
    ...createPortForwardHandlers(),
  ]
  const dispatcher = new Dispatcher({ handlers, allowed: () => allow, log })
  const instance = await readInstance(paths.instance)
  const epoch = randomBytes(16).toString('hex')
  const stopping = new AbortController()

  const hello = async (): Promise<HelloProperties> => {
    const features = await currentFeatures(allow, handlers, host)
    return { epoch, instance, info: await readDeviceInfo({ version: readVersion(), features }) }
  }
  const connect = { server: config.server, paths, hello, onOpen: dispatcher.onOpen, clock, random, log }
  const attempt = (signal: AbortSignal) => connectOnce(connect, signal)
  log.info({ device: `${config.namespace}/${config.name}`, server: config.server, allow }, 'agent starts')
  await host.reapLeftovers()
  const closed = keepConnected({ attempt, clock, random, log, signal: stopping.signal }).finally(async () => {
    await dispatcher.close()
    await host.close()
    lock.release()
  })
  return {
    reload: async () => {
      const next = await readConfig(paths.config)
      allow = options.allow ?? next.allow
      log.info({ allow }, 'configuration read again')
    },
    close: async () => {
      stopping.abort()
      await closed.catch(() => {})
    },
    closed,
  }
}

/** What the operator allows and this agent can do. */
async function currentFeatures(allow: readonly Feature[], handlers: readonly Handler[], host: ProcessHost) {
  const able = allow.filter((feature) => handlers.some((handler) => handler.feature === feature))
  const tty = await host.checkTerminals().then(
    () => true,
    () => false,
  )
  return tty && able.length > 0 ? [...able, 'tty'] : able
}

import { copyFile, mkdir } from 'node:fs/promises'
import { pino } from 'pino'
import { startAgent } from '../../agent/agent.ts'
import { joinDevice } from '../../agent/join.ts'
import { statePaths } from '../../agent/state/state-files.ts'
import { answerMessages } from '../harness/helper.ts'

/** Many agents in one process, each with its own state directory, identity, connection and mux. */
export interface SwarmOrder {
  /** A private key for all of them: making keys is not what is measured. */
  readonly keyFile: string
  readonly devices: readonly SwarmDevice[]
}

export interface SwarmDevice {
  readonly stateDir: string
  /** HOST:PORT. */
  readonly server: string
  readonly token: string
  readonly caHash: string
}

const joinsAtOnce = 16
let devices: readonly SwarmDevice[] = []

/** Enrols all: two connections each, as `arhat join` makes. */
async function join(order: SwarmOrder): Promise<void> {
  devices = order.devices
  const left = [...devices]
  const worker = async (): Promise<void> => {
    for (let device = left.pop(); device; device = left.pop()) {
      const { stateDir, ...parameters } = device
      await mkdir(stateDir, { recursive: true, mode: 0o700 })
      await copyFile(order.keyFile, statePaths(stateDir).pendingKey)
      await joinDevice({ ...parameters, stateDir, allow: ['exec'] })
    }
  }
  await Promise.all(Array.from({ length: joinsAtOnce }, worker))
}

/** Starts all; they connect by themselves. */
async function start(): Promise<void> {
  const log = pino({ level: 'silent' })
  await Promise.all(devices.map(({ stateDir }) => startAgent({ stateDir, log })))
}

answerMessages((message: SwarmOrder | 'start') => (message === 'start' ? start() : join(message)))

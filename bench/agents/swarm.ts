import { copyFile, mkdir } from 'node:fs/promises'
import { pino } from 'pino'
import { startAgent } from '../../agent/agent.ts'
import { joinDevice } from '../../agent/cli/join.ts'
import { statePaths } from '../../agent/state/state-files.ts'
import { answerMessages } from '../harness/helper.ts'

/** Many agents in one process, each with its own state directory, identity, connection and mux. The order comes first. */
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

async function prepare(order: SwarmOrder): Promise<void> {
  devices = order.devices
  for (const { stateDir } of devices) {
    await mkdir(stateDir, { recursive: true, mode: 0o700 })
    await copyFile(order.keyFile, statePaths(stateDir).pendingKey)
  }
}

/** Enrols all: two connections each, as `arhat join` makes. */
async function join(): Promise<void> {
  const left = [...devices]
  const worker = async (): Promise<void> => {
    for (let device = left.pop(); device; device = left.pop()) await joinDevice({ ...device, allow: ['exec'] })
  }
  await Promise.all(Array.from({ length: joinsAtOnce }, worker))
}

/** Starts all; they connect by themselves. */
async function start(): Promise<void> {
  const log = pino({ level: 'silent' })
  await Promise.all(devices.map(({ stateDir }) => startAgent({ stateDir, log })))
}

answerMessages((message: SwarmOrder | 'join' | 'start') => {
  if (message === 'join') return join()
  return message === 'start' ? start() : prepare(message)
})

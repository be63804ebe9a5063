import { copyFile, mkdir } from 'node:fs/promises'
import { pino } from 'pino'
import { startAgent } from '../../agent/agent.ts'
import { joinDevice } from '../../agent/cli/join.ts'
import { statePaths } from '../../agent/state/state-files.ts'

/**
 * Many agents in one process, each with its own state directory, identity, connection and mux. Started by fork; told
 * what to do by one message; says `ready` when all have enrolled and are starting to connect.
 */
export interface SwarmOrder {
  /** A private key for all of them, so that making 2048-bit keys is not what is tested. */
  readonly keyFile: string
  readonly devices: readonly {
    readonly stateDir: string
    readonly server: string
    readonly token: string
    readonly caHash: string
  }[]
}

async function obey({ keyFile, devices }: SwarmOrder): Promise<void> {
  const log = pino({ level: 'silent' })
  for (const { stateDir, ...join } of devices) {
    await mkdir(stateDir, { recursive: true, mode: 0o700 })
    await copyFile(keyFile, statePaths(stateDir).pendingKey)
    await joinDevice({ ...join, stateDir, allow: ['exec'] })
  }
  await Promise.all(devices.map(({ stateDir }) => startAgent({ stateDir, log })))
  process.send?.('ready')
}

process.on('message', (order: SwarmOrder) => {
  obey(order).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    process.exit(1)
  })
})
process.on('disconnect', () => process.exit(0))

import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/** Bytes. */
export interface ProcessMemory {
  readonly resident: number
  /** Resident, and of nobody else. */
  readonly private: number
  /** Resident, and of no file: what the program allocated. */
  readonly anonymous: number
}

export function readMemory(pid: number): ProcessMemory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kib = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? NaN)
  return {
    resident: kib('Rss') * 1024,
    private: (kib('Private_Clean') + kib('Private_Dirty')) * 1024,
    anonymous: kib('Anonymous') * 1024,
  }
}

const settleMs = 1500

/** What stays after a full collection, of a process that `collectOnSignal` was loaded into: garbage would be most of the difference between two states of a process. */
export async function readCollectedMemory(pid: number): Promise<ProcessMemory> {
  for (let turn = 0; turn < 2; turn += 1) {
    process.kill(pid, 'SIGUSR2')
    await setTimeout(settleMs)
  }
  return readMemory(pid)
}

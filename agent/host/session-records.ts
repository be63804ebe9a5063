import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '../log.ts'
import { readBootId, readEnvironment, readProcesses } from './process-table.ts'
import type { ProcessEntry } from './process-table.ts'
import { membersOf } from './session-reaper.ts'
import type { ProcessSession, SessionReaper } from './session-reaper.ts'

/** In the environment of whatever the agent starts; its value tells one session from all others. */
export const markerVariable = 'ARHAT_SESSION'

/** A live session, as its file keeps it. */
interface SessionRecord extends ProcessSession {
  readonly bootId: string
  readonly marker: string
}

/**
 * One small file for each live session, so that an agent which starts again finds what a killed one left. Written
 * synchronously: between the start of a process and its record there must be nothing that can be killed in.
 */
export class SessionRecords {
  readonly #directory: string
  readonly #bootId = readBootId()

  constructor(directory: string) {
    this.#directory = directory
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  }

  add(session: ProcessSession, marker: string): void {
    const record: SessionRecord = { ...session, bootId: this.#bootId, marker }
    writeFileSync(this.#path(marker), JSON.stringify(record), { mode: 0o600 })
  }

  remove(marker: string): void {
    rmSync(this.#path(marker), { force: true })
  }

  /** Ends what is left of the recorded sessions; resolves with how many there were. To be called once, before any `add`. */
  async reap(reaper: SessionReaper, log: Logger): Promise<number> {
    const records = this.#load()
    if (records.length === 0) return 0
    const processes = await readProcesses()
    const left = records.filter((record) => record.bootId === this.#bootId && isOurs(record, processes))
    if (left.length > 0) log.info({ sessions: left.length }, 'ending what an earlier run left behind')
    await Promise.all(left.map((record) => reaper.end(record)))
    for (const record of records) this.remove(record.marker)
    return left.length
  }

  #load(): SessionRecord[] {
    return readdirSync(this.#directory).flatMap((name) => {
      const record = parseRecord(join(this.#directory, name))
      if (!record) rmSync(join(this.#directory, name), { force: true })
      return record ? [record] : []
    })
  }

  #path(marker: string): string {
    return join(this.#directory, `${marker}.json`)
  }
}

/**
 * While its first process lives, that one's start time proves a session ours. After it, one process with the marker in
 * its environment does: the number may have gone to a stranger in the meantime, who has no such marker.
 */
function isOurs(record: SessionRecord, processes: readonly ProcessEntry[]): boolean {
  const members = membersOf(record, processes)
  if (members.some((member) => member.pid === record.sid && record.startTime !== undefined)) return true
  const marker = `${markerVariable}=${record.marker}`
  return members.some((member) => readEnvironment(member.pid)?.includes(marker))
}

/** Undefined for a file that is not whole: it was being written when the agent or the machine stopped. */
function parseRecord(path: string): SessionRecord | undefined {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<SessionRecord>
    const { sid, startTime, bootId, marker } = value
    if (typeof sid !== 'number' || sid < 2 || typeof bootId !== 'string' || typeof marker !== 'string') return undefined
    return { sid, startTime: typeof startTime === 'number' ? startTime : undefined, bootId, marker }
  } catch {
    return undefined
  }
}

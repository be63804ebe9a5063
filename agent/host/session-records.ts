import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '../logging/log.ts'
import { readBootId, readEnvironment, readProcesses } from './process-table.ts'
import type { ProcessEntry } from './process-table.ts'
import { membersOf } from './session-reaper.ts'
import type { ProcessSession, SessionReaper } from './session-reaper.ts'

/** In the environment of whatever the agent starts; its value tells one session from all others. */
export const markerVariable = 'ARHAT_SESSION'

/** A session that lives or is about to begin, as its file keeps it. */
interface SessionRecord {
  readonly bootId: string
  readonly marker: string
  /** Undefined until its first process has been started. */
  readonly session: ProcessSession | undefined
}

export interface SessionRecordsOptions {
  readonly directory: string
  readonly log: Pick<Logger, 'warn'>
}

/**
 * One small file for each session, so that an agent which starts again finds what a killed one left. It is there before
 * the session's first process, for an agent can be killed between the start of that and any note of its pid.
 *
 * Where the disk is full or read-only, sessions begin without: they may be somebody who is there to mend it.
 */
export class SessionRecords {
  readonly #directory: string
  readonly #log: Pick<Logger, 'warn'>
  readonly #bootId = readBootId()
  #failing = false

  constructor({ directory, log }: SessionRecordsOptions) {
    this.#directory = directory
    this.#log = log
    this.#attempt(() => mkdirSync(directory, { recursive: true, mode: 0o700 }))
  }

  /** To be called before anything is started with `marker` in its environment. */
  announce(marker: string): void {
    this.#write(this.#announced(marker))
  }

  add(session: ProcessSession, marker: string): void {
    this.#write({ bootId: this.#bootId, marker, session })
  }

  remove(marker: string): void {
    this.#attempt(() => rmSync(this.#path(marker), { force: true }))
  }

  /** Ends what is left of the recorded sessions; resolves with how many there were. To be called once, before any `announce`. */
  async reap(reaper: SessionReaper, log: Logger): Promise<number> {
    const records = this.#load()
    if (records.length === 0) return 0
    const processes = await readProcesses()
    const left = records
      .filter((record) => record.bootId === this.#bootId)
      .flatMap((record) => sessionsLeft(record, processes))
    if (left.length > 0) log.info({ sessions: left.length }, 'ending what an earlier run left behind')
    await Promise.all(left.map((session) => reaper.end(session)))
    for (const record of records) this.remove(record.marker)
    return left.length
  }

  #load(): SessionRecord[] {
    if (!existsSync(this.#directory)) return []
    return readdirSync(this.#directory)
      .filter((name) => name.endsWith('.json'))
      .map((name) => this.#read(name.slice(0, -'.json'.length)))
  }

  /** One that is not whole was being written when the agent was killed: its name says all that is needed. */
  #read(marker: string): SessionRecord {
    return parseRecord(readFileSync(this.#path(marker), 'utf8'), marker) ?? this.#announced(marker)
  }

  #announced(marker: string): SessionRecord {
    return { bootId: this.#bootId, marker, session: undefined }
  }

  #write({ marker, ...record }: SessionRecord): void {
    this.#attempt(() => writeFileSync(this.#path(marker), JSON.stringify(record), { mode: 0o600 }))
  }

  /** Tells of the first failure in a row. */
  #attempt(change: () => void): void {
    try {
      change()
      this.#failing = false
    } catch (err) {
      if (!this.#failing)
        this.#log.warn({ err }, 'sessions cannot be noted down: what they leave when this agent is killed will stay')
      this.#failing = true
    }
  }

  #path(marker: string): string {
    return join(this.#directory, `${marker}.json`)
  }
}

/** What of a recorded session there still is; of one whose number was never noted, whatever has its marker. */
function sessionsLeft({ session, marker }: SessionRecord, processes: readonly ProcessEntry[]): ProcessSession[] {
  if (session) return isOurs({ session, marker, processes }) ? [session] : []
  const numbers = new Set(processes.filter(({ pid }) => hasMarker(pid, marker)).map((entry) => entry.session))
  return [...numbers]
    .filter((sid) => sid > 1)
    .map((sid) => ({ sid, startTime: processes.find(({ pid }) => pid === sid)?.startTime }))
}

interface Claim {
  readonly session: ProcessSession
  readonly marker: string
  readonly processes: readonly ProcessEntry[]
}

/**
 * While its first process lives, that one's start time proves a session ours. After it, one process with the marker in
 * its environment does: the number may have gone to a stranger in the meantime, who has no such marker.
 */
function isOurs({ session, marker, processes }: Claim): boolean {
  const members = membersOf(session, processes)
  if (members.some((member) => member.pid === session.sid && session.startTime !== undefined)) return true
  return members.some((member) => hasMarker(member.pid, marker))
}

function hasMarker(pid: number, marker: string): boolean {
  return readEnvironment(pid)?.includes(`${markerVariable}=${marker}`) ?? false
}

function parseRecord(text: string, marker: string): SessionRecord | undefined {
  try {
    const { bootId, session } = JSON.parse(text) as Partial<SessionRecord>
    return typeof bootId === 'string' ? { bootId, marker, session: parseSession(session) } : undefined
  } catch {
    return undefined
  }
}

function parseSession(value: Partial<ProcessSession> | undefined): ProcessSession | undefined {
  const { sid, startTime } = value ?? {}
  if (typeof sid !== 'number' || sid < 2) return undefined
  return { sid, startTime: typeof startTime === 'number' ? startTime : undefined }
}

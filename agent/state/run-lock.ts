import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { readBootId, readProcess } from '../host/process-table.ts'
import { UserError } from './state-files.ts'

/** A process, named so that no other one ever matches. */
interface Holder {
  readonly pid: number
  readonly startTime: number | undefined
  readonly bootId: string
}

export interface RunLock {
  /** Lets go; idempotent. */
  release(): void
}

/** Two that start in the same instant both see who came last after this. */
const settleMs = 50

/**
 * Makes this process the only agent of a state directory. The file says who it is; one whose process is gone counts for
 * nothing. Rejects with UserError that names the pid of the other, or says why the file cannot be written, with that as its cause.
 */
export async function takeRunLock(path: string): Promise<RunLock> {
  const own: Holder = { pid: process.pid, startTime: readProcess(process.pid)?.startTime, bootId: readBootId() }
  const holder = parseHolder(read(path))
  if (holder && isAlive(holder)) throw heldBy(holder, path)
  const content = JSON.stringify(own)
  write(path, content)
  await setTimeout(settleMs)
  if (read(path) !== content) throw heldBy(parseHolder(read(path)), path)
  return { release: () => (read(path) === content ? remove(path) : undefined) }
}

/** Leaves nothing behind where the disk is full. */
function write(path: string, content: string): void {
  const temporary = `${path}.${process.pid}`
  try {
    writeFileSync(temporary, content, { mode: 0o600 })
    renameSync(temporary, path)
  } catch (error) {
    remove(temporary)
    throw new UserError(`${path} cannot be written: ${(error as Error).message}`, { cause: error })
  }
}

/** On a disk that became read-only it stays, and counts for nothing once this process is gone. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // EROFS, EIO
  }
}

function heldBy(holder: Holder | undefined, path: string): UserError {
  const pid = holder?.pid ?? 'unknown'
  return new UserError(`another arhat runs on this state directory already: pid ${pid} (${path})`)
}

function isAlive(holder: Holder): boolean {
  if (holder.bootId !== readBootId()) return false
  const entry = readProcess(holder.pid)
  if (entry) return entry.startTime === holder.startTime
  return holder.startTime === undefined && answersSignals(holder.pid)
}

/** Where there is no /proc, this is all that can be asked. */
function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function parseHolder(text: string | undefined): Holder | undefined {
  try {
    const { pid, startTime, bootId } = JSON.parse(text ?? '') as Partial<Holder>
    return typeof pid === 'number' ? { pid, startTime, bootId: bootId ?? '' } : undefined
  } catch {
    return undefined
  }
}

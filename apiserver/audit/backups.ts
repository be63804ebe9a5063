import { access, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'

/** Files that were set aside are named as kube-apiserver names them: `audit-2026-11-21T15-04-05.000.log`. */

const dayMs = 24 * 60 * 60 * 1000
const timePattern = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})$/

/** Renames the file after the time, in UTC. Never over another one. */
export async function setAside(path: string, nowMs: number): Promise<void> {
  let timeMs = nowMs
  while (await exists(toBackupPath(path, timeMs))) timeMs++
  await rename(path, toBackupPath(path, timeMs))
}

export interface Keep {
  /** The newest are kept; 0 keeps all. */
  readonly maxBackups: number
  /** 0 keeps all. */
  readonly maxAgeDays: number
  readonly nowMs: number
}

/** Removes files that were set aside, and are too many or too old. */
export async function pruneBackups(path: string, { maxBackups, maxAgeDays, nowMs }: Keep): Promise<void> {
  const backups = (await listBackups(path)).toSorted((a, b) => b.timeMs - a.timeMs)
  for (const [index, backup] of backups.entries()) {
    const isTooMuch = maxBackups > 0 && index >= maxBackups
    const isTooOld = maxAgeDays > 0 && nowMs - backup.timeMs > maxAgeDays * dayMs
    if (isTooMuch || isTooOld) await rm(backup.path, { force: true })
  }
}

interface Backup {
  readonly path: string
  readonly timeMs: number
}

async function listBackups(path: string): Promise<readonly Backup[]> {
  const [dir, extension] = [dirname(path), extname(path)]
  const prefix = `${basename(path, extension)}-`
  const names = (await readdir(dir)).filter((name) => name.startsWith(prefix) && name.endsWith(extension))
  return names.flatMap((name) => {
    const timeMs = toTimeMs(name.slice(prefix.length, name.length - extension.length))
    return timeMs === undefined ? [] : [{ path: join(dir, name), timeMs }]
  })
}

function toTimeMs(text: string): number | undefined {
  const [, date, hours, minutes, seconds] = timePattern.exec(text) ?? []
  return date === undefined ? undefined : Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`)
}

function toBackupPath(path: string, timeMs: number): string {
  const extension = extname(path)
  const time = new Date(timeMs).toISOString().slice(0, -1).replaceAll(':', '-')
  return join(dirname(path), `${basename(path, extension)}-${time}${extension}`)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

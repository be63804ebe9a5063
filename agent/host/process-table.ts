import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'

/** A process as /proc/PID/stat shows it; see proc(5). */
export interface ProcessEntry {
  readonly pid: number
  readonly group: number
  readonly session: number
  /** Clock ticks since boot: with the pid and the boot id, a name that is never used twice. */
  readonly startTime: number
}

/** Reading yields to the event loop after so many processes: a busy machine has thousands. */
const sliceSize = 128

/** Every live process that can be seen; zombies are left out, they run nothing. Empty where there is no /proc. */
export async function readProcesses(): Promise<readonly ProcessEntry[]> {
  const entries: ProcessEntry[] = []
  let read = 0
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue
    if (++read % sliceSize === 0) await setImmediate()
    const entry = readProcess(Number(name))
    if (entry) entries.push(entry)
  }
  return entries
}

/** One process, or undefined when it is gone or a zombie. */
export function readProcess(pid: number): ProcessEntry | undefined {
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return undefined
  }
}

/** The environment that a process was started with, or undefined where that may not be read. */
export function readEnvironment(pid: number): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
  } catch {
    return undefined
  }
}

/** Names this boot of the machine; empty where that cannot be known. */
export function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return ''
  }
}

/** The second field is the command's name in parentheses, and may itself hold any of ") (". */
function parseStat(pid: number, stat: string): ProcessEntry | undefined {
  const [state, , group, session, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === undefined || state === 'Z' || state === 'X') return undefined
  return { pid, group: Number(group), session: Number(session), startTime: Number(rest[15]) }
}

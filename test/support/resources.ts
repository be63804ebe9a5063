import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './processes.ts'

/** What a process holds at a moment. */
export interface Resources {
  readonly descriptors: number
  /** Timers that are set, and sockets, watches and the like, by their kind; see `process.getActiveResourcesInfo()`. */
  readonly active: Readonly<Record<string, number>>
}

const reportPath = (pid: number): string => join(tmpdir(), `aranya-resources-${pid}.json`)

/** Runs in the process that is looked into, before its program: it has no other way to tell of its timers. */
const reporter = `
import { renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
process.on('SIGUSR2', () => {
  const path = join(tmpdir(), 'aranya-resources-' + process.pid + '.json')
  writeFileSync(path + '.new', JSON.stringify(process.getActiveResourcesInfo()))
  renameSync(path + '.new', path)
})`

/** The environment of a Node.js process that {@link resourcesOf} is to look into. */
export const reportingEnv: NodeJS.ProcessEnv = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(reporter)}`,
}

/** Asks a process that was started with {@link reportingEnv}. */
export async function resourcesOf(pid: number): Promise<Resources> {
  rmSync(reportPath(pid), { force: true })
  process.kill(pid, 'SIGUSR2')
  const active: Record<string, number> = {}
  for (const name of await eventually(`process ${pid} reports`, () => readReport(pid)))
    active[name] = (active[name] ?? 0) + 1
  rmSync(reportPath(pid), { force: true })
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, active }
}

function readReport(pid: number): string[] | undefined {
  try {
    return JSON.parse(readFileSync(reportPath(pid), 'utf8')) as string[]
  } catch {
    return undefined
  }
}

/** The children of a process and theirs, without those that are gone and only waited for. */
export function descendantsOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    (readOrEmpty(`/proc/${pid}/task/${task}/children`).match(/\d+/g) ?? []).map(Number),
  )
  return children
    .filter((child) => !readOrEmpty(`/proc/${child}/stat`).includes(') Z '))
    .flatMap((child) => [child, ...descendantsIfThere(child)])
}

function descendantsIfThere(pid: number): number[] {
  try {
    return descendantsOf(pid)
  } catch {
    return []
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

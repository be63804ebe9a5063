/** Modules, as URLs, for node to load before a program: for what a program cannot be asked for. */

/** `env` with the module among those that node loads first. */
export function withPreload(env: NodeJS.ProcessEnv, url: string): NodeJS.ProcessEnv {
  return { ...env, NODE_OPTIONS: `${env['NODE_OPTIONS'] ?? ''} --import=${url}`.trim() }
}

/** Collects all garbage at SIGUSR2. */
export const collectOnSignal = toUrl(`
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
process.on('SIGUSR2', () => { collect(); collect() })
`)

/** Writes a CPU profile into \`directory\` when the process exits in order. node 20 takes --cpu-prof from no environment. */
export function profileUntilExit(directory: string): string {
  return toUrl(`
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { basename, dirname, join } from 'node:path'
const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.start')
const script = process.argv[1] ?? 'node'
const name = basename(dirname(script)) + '-' + basename(script, '.js') + '-' + process.pid + '.cpuprofile'
process.on('exit', () => session.post('Profiler.stop', (error, result) => {
  if (!error) writeFileSync(join(${JSON.stringify(directory)}, name), JSON.stringify(result.profile))
}))
`)
}

function toUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`
}

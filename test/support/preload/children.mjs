/**
 * Loaded before each test file (.taprc): has the processes that a test starts run as they do outside of tap, which gives
 * its own loaders to every Node.js below it, to count what of them is covered. They double the time in which one starts.
 */
import processOnSpawn from 'process-on-spawn'

/** What a program that is started from its sources needs, wherever it is started. */
const typescript = `--import=${new URL('typescript.mjs', import.meta.url).href}`

if (process.env.TAP_DISABLE_COVERAGE === '1') {
  processOnSpawn.removeAllListeners()
  const options = (process.env.NODE_OPTIONS ?? '').split(' ')
  process.env.NODE_OPTIONS = options.filter((option) => !option.includes('@tapjs/processinfo')).join(' ')
  process.execArgv.splice(0, process.execArgv.length, typescript)
}

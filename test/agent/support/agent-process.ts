import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Test } from 'tap'

export interface AgentProcess {
  readonly child: ChildProcess
  /** What it wrote on both outputs so far. */
  output(): string
  /** Resolves with the exit code, or the signal's name. */
  readonly exited: Promise<number | NodeJS.Signals>
}

const main = join(import.meta.dirname, '../../../agent/main.ts')

/** Runs the real command in a process of its own. Ends with the test. */
export function runArhat(t: Test, args: readonly string[], input?: string): AgentProcess {
  const child = spawn(process.execPath, [...process.execArgv, main, ...args], { stdio: 'pipe' })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stdin.end(input)
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? -1))
  })
  t.teardown(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return { child, output: () => output, exited }
}

import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readEnvironment, readProcess, readProcesses } from '../../../agent/host/process-table.ts'

t.test('a process is read right, whatever it is called', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'arhat-name-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  const evil = join(directory, 'a) S 1 1 (')
  copyFileSync('/bin/sleep', evil)
  const child = spawn(evil, ['100'], { detached: true, stdio: 'ignore', env: { MARK: 'x' } })
  t.teardown(() => child.kill('SIGKILL'))
  const pid = child.pid ?? 0
  t.match(readProcess(pid), { pid, group: pid, session: pid, startTime: Number })
  t.match(readEnvironment(pid), ['MARK=x'])
  t.ok((await readProcesses()).some((entry) => entry.pid === pid))
})

t.test('a process that is gone, or waits to be collected, is none', async (t) => {
  const child = spawn('true', { stdio: 'ignore' })
  await new Promise((resolve) => child.once('exit', resolve))
  t.equal(readProcess(child.pid ?? 0), undefined)
})

import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Workspace } from '../harness/workspace.ts'

/** Bytes that TCP carried, without its own headers. */
export interface Counts {
  readonly up: number
  readonly down: number
}

export interface CountingProxy {
  readonly port: number
  readonly counts: () => Counts
}

/** Passes connections on to `port` of this machine and counts. Goes with the workspace. */
export async function startCountingProxy(workspace: Workspace, port: number): Promise<CountingProxy> {
  const counts = { up: 0, down: 0 }
  const server = createServer((inner) => {
    const outer = connect({ host: '127.0.0.1', port })
    inner.on('data', (chunk) => (counts.up += chunk.length))
    outer.on('data', (chunk) => (counts.down += chunk.length))
    inner.on('error', () => outer.destroy()).pipe(outer)
    outer.on('error', () => inner.destroy()).pipe(inner)
    workspace.teardown(() => inner.destroy())
  })
  workspace.teardown(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { port: (server.address() as AddressInfo).port, counts: () => ({ ...counts }) }
}

import { succeed } from '../aranya.ts'
import type { Teardown } from '../aranya.ts'
import { run } from '../processes.ts'

/** A network namespace with one link to this machine: what runs in it has ports, and an address, of its own. */
export interface TestNetwork {
  /** The address of what runs in it. Not a loopback address: an EndpointSlice may hold none of those. */
  readonly address: string
  /** Of this machine, as what runs in it sees it. */
  readonly here: string
  /** Put before a command to run it there. It becomes that command, so its process id is the command's. */
  readonly wrapper: readonly string[]
}

const ip = (...args: string[]) => succeed(run(['ip', ...args]))

/** Whether this machine lets us make one. */
export async function canMakeNetwork(): Promise<boolean> {
  const name = `aranya-try-${process.pid}`
  const made = (await run(['ip', 'netns', 'add', name]).catch(() => undefined))?.code === 0
  if (made) await ip('netns', 'del', name)
  return made
}

/** Makes a network, which goes with the test. */
export async function makeNetwork(t: Teardown): Promise<TestNetwork> {
  const name = `aranya-${process.pid}`
  const link = `an${process.pid}`
  const { here, there } = addresses(process.pid)
  await ip('netns', 'add', name)
  t.teardown(() => run(['ip', 'netns', 'del', name]))
  await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
  await ip('addr', 'add', `${here}/30`, 'dev', link)
  await ip('link', 'set', link, 'up')
  await ip('-n', name, 'addr', 'add', `${there}/30`, 'dev', 'eth0')
  await ip('-n', name, 'link', 'set', 'eth0', 'up')
  await ip('-n', name, 'link', 'set', 'lo', 'up')
  return { address: there, here, wrapper: ['ip', 'netns', 'exec', name] }
}

/** One of 16384 networks of four addresses, so that two test files have two. */
function addresses(pid: number): { readonly here: string; readonly there: string } {
  const block = pid % 16_384
  const prefix = `10.214.${block >> 6}`
  const first = (block & 63) * 4
  return { here: `${prefix}.${first + 1}`, there: `${prefix}.${first + 2}` }
}

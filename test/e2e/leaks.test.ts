import { randomInt } from 'node:crypto'
import t from 'tap'
import { startAranya, startDevice } from '../support/aranya.ts'
import type { Aranya, Arhat } from '../support/aranya.ts'
import { eventually, processesWith } from '../support/processes.ts'
import { descendantsOf, reportingEnv, resourcesOf } from '../support/resources.ts'
import type { Resources } from '../support/resources.ts'
import { openLog, openWebSocket, sessionPaths, startEcho } from '../support/sessions.ts'
import type { ClientSession } from '../support/sessions.ts'

/** Sessions at a time, below the 64 that a device takes. */
const atOnce = 12
/** A time to sleep that no other process on the machine sleeps, so that it marks ours. */
const marker = (1000 + Math.random()).toFixed(12)
const device = 'edge-1'

type Opener = (aranya: Aranya) => Promise<ClientSession>

const exec =
  (command: readonly string[], tty = false): Opener =>
  (aranya) =>
    openWebSocket(aranya, sessionPaths.exec(device, command, tty))

const shell =
  (path: string): Opener =>
  async (aranya) => {
    const session = await openWebSocket(aranya, path)
    session.write(`sleep ${marker}\n`)
    return session
  }

/** What is opened, by a name for the report. */
function openers(echoPort: number): Readonly<Record<string, Opener>> {
  return {
    quiet: exec(['sleep', marker]),
    stubborn: exec(['sh', '-c', `trap '' HUP TERM; sleep ${marker} & while :; do sleep ${marker}; done`]),
    flooding: exec(['sh', '-c', `yes ${marker}`]),
    reading: exec(['cat']),
    terminal: exec(['sh', '-c', `sleep ${marker}; :`], true),
    attached: shell(sessionPaths.attach(device)),
    hostShell: shell(sessionPaths.hostShell(device)),
    log: (aranya) => openLog(aranya, sessionPaths.log(device)),
    forward: async (aranya) => {
      const session = await openWebSocket(aranya, sessionPaths.portForward(device, echoPort), 'v4.channel.k8s.io')
      session.write('to the echo server')
      return session
    },
  }
}

/** How a client ends it. `undefined`: it stays, for somebody else to end. */
const endings: Readonly<Record<string, (session: ClientSession) => void>> = {
  cut: (session) => session.cut(),
  close: (session) => session.close(),
  'stop reading, then cut': (session) => {
    session.pause()
    session.write('x'.repeat(100_000))
    setTimeout(() => session.cut(), randomInt(200))
  },
}

const pick = <T>(choices: Readonly<Record<string, T>>): T => {
  const all = Object.values(choices)
  return all[randomInt(all.length)] as T
}

/** Opens sessions and ends them, `atOnce` at a time, until `count` are over. */
async function churn(aranya: Aranya, kinds: Readonly<Record<string, Opener>>, count: number): Promise<void> {
  let left = count
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const session = await pick(kinds)(aranya)
      await new Promise((resolve) => setTimeout(resolve, randomInt(50)))
      pick(endings)(session)
      await session.ended
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

const pidOf = (running: { readonly process: { readonly pid?: number | undefined } }): number => running.process.pid ?? 0

/** Waits until a process holds no more than `before`, and says of what it holds more when that does not come about. */
async function settled(pid: number, before: Resources): Promise<string[]> {
  let surplus: string[] = []
  const fits = async (): Promise<boolean> => {
    const now = await resourcesOf(pid)
    surplus = Object.entries({ ...now.active, descriptors: now.descriptors })
      .filter(([name, count]) => count > (name === 'descriptors' ? before.descriptors : (before.active[name] ?? 0)))
      .map(([name, count]) => `${count} ${name}`)
    return surplus.length === 0
  }
  await eventually('it settles', fits, 30_000).catch(() => {})
  return surplus
}

const noProcess = (): Promise<boolean> =>
  eventually('no process of a session is left', () => processesWith(marker).length === 0, 30_000)

t.test('sessions that ended in any way leave no process, descriptor or timer on either side', async (t) => {
  const aranya = await startAranya(t, { env: reportingEnv })
  let arhat: Arhat = await startDevice(t, aranya, device, { env: reportingEnv })
  const kinds = openers(await startEcho(t))
  const [server, agent] = [pidOf(aranya), pidOf(arhat)]
  // What is made once and kept counts as held before: pools of descriptors, the terminals' module.
  await churn(aranya, kinds, 40)
  await noProcess()
  await eventually('the agent has no child', () => descendantsOf(agent).length === 0)
  const before = { server: await resourcesOf(server), agent: await resourcesOf(agent) }

  await t.test('their clients left', async (t) => {
    await churn(aranya, kinds, 200)
    await t.resolves(noProcess())
    t.same(await settled(server, before.server), [], 'the server holds no more than before')
    t.same(await settled(agent, before.agent), [], 'the agent holds no more than before')
    t.same(descendantsOf(agent), [])
  })

  await t.test('the agent was killed', async (t) => {
    const sessions = await Promise.all(Array.from({ length: 40 }, () => pick(kinds)(aranya)))
    await arhat.kill()
    await Promise.all(sessions.map((session) => session.ended))
    arhat = await arhat.start()
    await t.resolves(noProcess())
    t.same(await settled(server, before.server), [], 'the server holds no more than before')
  })

  await t.test('the server stopped', async (t) => {
    const started = pidOf(arhat)
    await churn(aranya, kinds, 20)
    await noProcess()
    const idle = await resourcesOf(started)
    const sessions = await Promise.all(Array.from({ length: 40 }, () => pick(kinds)(aranya)))
    t.equal(await aranya.stop(), 0)
    await Promise.all(sessions.map((session) => session.ended))
    await t.resolves(noProcess())
    t.same(await settled(started, idle), [], 'the agent holds no more than before')
    t.equal(await arhat.stop(), 0)
  })
})

import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startAranya } from '../../test/support/aranya.ts'
import type { Aranya } from '../../test/support/aranya.ts'
import { readKubeconfig } from '../../test/support/kubeconfig.ts'
import { eventually } from '../../test/support/processes.ts'
import { Helper } from '../harness/helper.ts'
import { toRequest } from '../harness/http-client.ts'
import { Load } from '../harness/load.ts'
import { devicesPath, toDevice } from '../harness/manifests.ts'
import type { PartContext } from '../harness/part.ts'
import { collectOnSignal, withPreload } from '../harness/preload.ts'
import type { SwarmDevice, SwarmOrder } from './swarm.ts'

/** Processes that share the agents, beside the one of those that warm up. */
const swarms = 2
const clients = 32
const connectTimeoutMs = 180_000
const progressMs = 5000

/** Agents that connect before the others, so that what a server needs once is not counted as theirs. */
export function warmUpsFor(agents: number): number {
  return Math.ceil(agents / 20)
}

/** A server, its devices, and their agents in few processes. */
export class Fleet {
  readonly #context: PartContext
  readonly #names: readonly string[]
  readonly #warmUps: number
  readonly #directory: string
  readonly #helpers: Helper[] = []
  #aranya: Aranya

  private constructor(context: PartContext, { aranya, agents }: { aranya: Aranya; agents: number }) {
    this.#context = context
    this.#aranya = aranya
    this.#warmUps = warmUpsFor(agents)
    this.#names = Array.from({ length: this.#warmUps + agents }, (_, index) => `edge-${index}`)
    this.#directory = context.workspace.directory()
  }

  /** `agents`, and before them those that warm up. */
  static async open(context: PartContext, agents: number): Promise<Fleet> {
    return new Fleet(context, { aranya: await startServer(context), agents })
  }

  /** Of the server. */
  get pid(): number {
    return this.#aranya.process.pid ?? 0
  }

  get aranya(): Aranya {
    return this.#aranya
  }

  /** Creates the devices; per second, after as many that only warm up. */
  async create(): Promise<number> {
    const load = await this.#connect()
    const requests = (names: readonly string[]): readonly string[] =>
      names.map((name) => toRequest({ method: 'POST', path: devicesPath, body: toDevice(name) }))
    try {
      await load.perSecond(requests(this.#names.map((name) => `spare-${name}`)))
      return await load.perSecond(requests(this.#names))
    } finally {
      load.close()
    }
  }

  /** Enrols an agent for each device; per second. */
  async join(): Promise<number> {
    const keyFile = join(this.#directory, 'shared.key')
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    const devices = await this.#issueTokens()
    const { workspace } = this.#context
    const rest = devices.slice(this.#warmUps)
    const shares = Array.from({ length: swarms }, (_, index) => rest.filter((_device, at) => at % swarms === index))
    for (const share of [devices.slice(0, this.#warmUps), ...shares]) {
      const order: SwarmOrder = { keyFile, devices: share }
      const { helper } = await Helper.start({ workspace, program: 'agents/swarm', order })
      this.#helpers.push(helper)
    }
    const started = performance.now()
    await Promise.all(this.#helpers.map((helper) => helper.ask('join')))
    return (devices.length * 1000) / (performance.now() - started)
  }

  async warmUp(): Promise<void> {
    await this.#helpers[0]?.ask('start')
    await this.#areConnected(this.#warmUps)
  }

  /** Starts all other agents at once; seconds until the last is connected. */
  async connect(): Promise<number> {
    const from = performance.now()
    await Promise.all(this.#helpers.slice(1).map((helper) => helper.ask('start')))
    await this.#areConnected(this.#names.length)
    return (performance.now() - from) / 1000
  }

  /** Stops the server in order and starts it on the same ports. */
  async restart(): Promise<void> {
    const { stateDir, port, agentPort } = this.#aranya
    await this.#aranya.stop()
    this.#aranya = await startServer(this.#context, { stateDir, port, agentPort })
  }

  /** Seconds from when a server that was restarted serves until all agents are back. */
  async comeBack(): Promise<number> {
    await this.restart()
    const from = performance.now()
    await this.#areConnected(this.#names.length)
    return (performance.now() - from) / 1000
  }

  async #areConnected(count: number): Promise<void> {
    const load = await this.#connect(1)
    const request = toRequest({ method: 'GET', path: '/metrics', accept: 'text/plain' })
    let toldAt = performance.now()
    const isDone = async (): Promise<boolean> => {
      const { body } = await load.ask(request)
      const connected = Number(/^aranya_agents_connected (\d+)/m.exec(body.toString())?.[1])
      if (performance.now() - toldAt > progressMs) {
        toldAt = performance.now()
        this.#context.progress(`${connected} are connected`)
      }
      return connected === count
    }
    await eventually('all agents are connected', isDone, connectTimeoutMs).finally(() => load.close())
  }

  async #issueTokens(): Promise<SwarmDevice[]> {
    const load = await this.#connect(1)
    const issue = async (name: string): Promise<SwarmDevice> => {
      const { body } = await load.ask(toRequest({ method: 'POST', path: `${devicesPath}/${name}/token`, body: '{}' }))
      const { status } = JSON.parse(body.toString()) as { status: { command: string } }
      return { stateDir: join(this.#directory, name), ...joinParameters(status.command) }
    }
    const devices: SwarmDevice[] = []
    for (const name of this.#names) devices.push(await issue(name))
    load.close()
    return devices
  }

  #connect(count = clients): Promise<Load> {
    const { ca, cert, key } = readKubeconfig(this.#aranya.kubeconfig)
    return Load.open(count, { host: '127.0.0.1', port: this.#aranya.port, ca, cert, key })
  }
}

type Where = Pick<Aranya, 'stateDir' | 'port' | 'agentPort'>

/** A server whose memory can be read after a collection. */
function startServer({ workspace }: PartContext, where: Partial<Where> = {}): Promise<Aranya> {
  const { NODE_OPTIONS } = withPreload(process.env, collectOnSignal)
  return startAranya(workspace, { ...where, wrapper: ['env', `NODE_OPTIONS=${NODE_OPTIONS}`] })
}

/** From the line that the API hands out. */
export function joinParameters(command: string): Omit<SwarmDevice, 'stateDir'> {
  const words = command.split(' ')
  const flag = (name: string): string => words[words.indexOf(name) + 1] ?? ''
  return { server: flag('--server'), token: flag('--token'), caHash: flag('--ca-hash') }
}

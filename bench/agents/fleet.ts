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

const swarms = 2
const clients = 32
const connectTimeoutMs = 120_000

/** A server, its devices, and their agents in few processes. */
export class Fleet {
  readonly #context: PartContext
  readonly #names: readonly string[]
  readonly #directory: string
  readonly #helpers: Helper[] = []
  #aranya: Aranya

  private constructor(context: PartContext, aranya: Aranya, names: readonly string[]) {
    this.#context = context
    this.#aranya = aranya
    this.#names = names
    this.#directory = context.workspace.directory()
  }

  static async open(context: PartContext, agents: number): Promise<Fleet> {
    const names = Array.from({ length: agents }, (_, index) => `edge-${index}`)
    return new Fleet(context, await startServer(context), names)
  }

  get aranya(): Aranya {
    return this.#aranya
  }

  /** Creates the devices; per second. */
  async create(): Promise<number> {
    const load = await this.#connect()
    const requests = this.#names.map((name) => toRequest({ method: 'POST', path: devicesPath, body: toDevice(name) }))
    return load.perSecond(requests).finally(() => load.close())
  }

  /** Enrols an agent for each device; per second. */
  async join(): Promise<number> {
    const keyFile = join(this.#directory, 'shared.key')
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    const devices = await this.#issueTokens()
    const started = performance.now()
    const { workspace } = this.#context
    await Promise.all(
      Array.from({ length: swarms }, async (_, index) => {
        const order: SwarmOrder = { keyFile, devices: devices.filter((_device, at) => at % swarms === index) }
        const { helper } = await Helper.start({ workspace, program: 'agents/swarm', order })
        this.#helpers.push(helper)
      }),
    )
    return (devices.length * 1000) / (performance.now() - started)
  }

  /** Starts all agents at once; seconds until the last is connected. */
  async connect(): Promise<number> {
    const from = performance.now()
    await Promise.all(this.#helpers.map((helper) => helper.ask('start')))
    await this.#allConnected()
    return (performance.now() - from) / 1000
  }

  /** Stops the server in order and starts it on the same ports; seconds from when it serves until all agents are back. */
  async restart(): Promise<number> {
    const { stateDir, port, agentPort } = this.#aranya
    await this.#aranya.stop()
    this.#aranya = await startServer(this.#context, { stateDir, port, agentPort })
    const from = performance.now()
    await this.#allConnected()
    return (performance.now() - from) / 1000
  }

  async #allConnected(): Promise<void> {
    const load = await this.#connect()
    const request = toRequest({ method: 'GET', path: '/metrics', accept: 'text/plain' })
    const isDone = async (): Promise<boolean> => {
      const { body } = await load.ask(request)
      const connected = /^aranya_agents_connected (\d+)/m.exec(body.toString())?.[1]
      return Number(connected) === this.#names.length
    }
    await eventually('all agents are connected', isDone, connectTimeoutMs).finally(() => load.close())
  }

  async #issueTokens(): Promise<SwarmDevice[]> {
    const load = await this.#connect()
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

  #connect(): Promise<Load> {
    const { ca, cert, key } = readKubeconfig(this.#aranya.kubeconfig)
    return Load.open(clients, { host: '127.0.0.1', port: this.#aranya.port, ca, cert, key })
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

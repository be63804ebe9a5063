import type { ConnectionOptions } from 'node:tls'
import { HttpConnection } from './http-client.ts'
import type { HttpAnswer } from './http-client.ts'

/** Clients that each keep one connection open. Its owner closes it. */
export class Load {
  readonly #connections: readonly HttpConnection[]

  private constructor(connections: readonly HttpConnection[]) {
    this.#connections = connections
  }

  static async open(clients: number, options: ConnectionOptions): Promise<Load> {
    return new Load(await Promise.all(Array.from({ length: clients }, () => HttpConnection.open(options))))
  }

  /** Sends all requests, one at a time from each client. Returns how many were answered per second; rejects unless all with 2xx. */
  async perSecond(requests: readonly string[]): Promise<number> {
    let next = 0
    const client = async (connection: HttpConnection): Promise<void> => {
      for (let request = requests[next++]; request !== undefined; request = requests[next++])
        await succeed(connection, request)
    }
    const from = performance.now()
    await Promise.all(this.#connections.map(client))
    return (requests.length * 1000) / (performance.now() - from)
  }

  /** One answer, from the first client. Rejects unless it is 2xx. */
  ask(request: string): Promise<HttpAnswer> {
    const [connection] = this.#connections
    if (connection === undefined) throw new Error('a load without clients')
    return succeed(connection, request)
  }

  close(): void {
    for (const connection of this.#connections) connection.close()
  }
}

async function succeed(connection: HttpConnection, request: string): Promise<HttpAnswer> {
  const answer = await connection.send(request)
  if (answer.status < 200 || answer.status > 299)
    throw new Error(`${answer.status}: ${answer.body.toString().slice(0, 300)}`)
  return answer
}

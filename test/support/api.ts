import { Agent, request } from 'node:https'
import type { RequestOptions } from 'node:https'
import { readKubeconfig } from './kubeconfig.ts'

/** Plain requests to the API as its admin, for tests that make more of them than kubectl processes could. */
export interface Api {
  /** The parsed answer of a 2xx; rejects with the body of any other. */
  post<T>(path: string, body: unknown): Promise<T>
  get<T>(path: string): Promise<T>
  close(): void
}

/** What `use` makes of the API; its connections are closed afterwards. */
export async function withApi<T>(server: { readonly kubeconfig: string }, use: (api: Api) => Promise<T>): Promise<T> {
  const api = connectApi(server)
  return use(api).finally(() => api.close())
}

/** `kubeconfig`: a path. */
export function connectApi({ kubeconfig }: { readonly kubeconfig: string }): Api {
  const { server, ca, cert, key } = readKubeconfig(kubeconfig)
  const { hostname, port } = new URL(server)
  const agent = new Agent({ keepAlive: true, maxSockets: 32, ca, cert, key })
  return {
    post: (path, body) => send({ hostname, port, path, method: 'POST', agent }, JSON.stringify(body)),
    get: (path) => send({ hostname, port, path, agent }, ''),
    close: () => agent.destroy(),
  }
}

function send<T>(options: RequestOptions, body: string): Promise<T> {
  const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (Math.floor((response.statusCode ?? 0) / 100) === 2) resolve(JSON.parse(text) as T)
        else reject(new Error(text))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

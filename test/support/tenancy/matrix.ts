import { Agent, request } from 'node:https'
import type { RequestOptions } from 'node:https'
import type { Test } from 'tap'
import { listActions } from './actions.ts'
import type { Action, TenantRequest, Way } from './actions.ts'
import type { TenantUser } from './users.ts'
import { users } from './users.ts'

/** How a user reaches a server. */
export interface Access {
  readonly host: string
  readonly port: number
  readonly ca: string | Buffer
  readonly servername?: string
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  readonly token?: string
  /** Keeps connections for the next request. */
  readonly agent?: Agent
}

export interface MatrixOptions {
  readonly accessOf: (user: TenantUser) => Promise<Access>
  /** Which ways there are. */
  readonly ways: readonly Way[]
}

/** Answers of one who may: what was asked for, or a complaint about how it was asked. */
const admitted: ReadonlySet<number> = new Set([101, 200, 201, 400, 404, 409, 415, 422])

const atOnce = 12

/** Asks everything of everybody: each cell is as the table says, whatever way it is asked. Returns how many were asked. */
export async function checkMatrix(t: Test, { accessOf, ways }: MatrixOptions): Promise<number> {
  let asked = 0
  for (const user of users) {
    const access = { ...(await accessOf(user)), agent: new Agent({ keepAlive: true }) }
    const wrong: string[] = []
    const actions = listActions()
    while (actions.length > 0) {
      const results = await Promise.all(
        actions.splice(0, atOnce).map((action) => check({ action, access, ways, expected: user.may(action) })),
      )
      for (const result of results) {
        asked += result.asked
        wrong.push(...result.wrong)
      }
    }
    access.agent.destroy()
    t.same(wrong, [], user.name)
  }
  return asked
}

interface Cell {
  readonly action: Action
  readonly access: Access
  readonly ways: readonly Way[]
  readonly expected: boolean
}

/** Asks for one action in every way. */
async function check({ action, access, ways, expected }: Cell): Promise<{ asked: number; wrong: readonly string[] }> {
  const requests = action.requests.filter(({ via }) => ways.includes(via))
  const codes = await Promise.all(requests.map((one) => send(access, one)))
  const wrong = requests.flatMap(({ via }, index) => {
    const code = codes[index] ?? 0
    if (expected ? admitted.has(code) : code === 403) return []
    return [`${describe(action)} via ${via}: ${code}, ${expected ? 'may' : 'may not'}`]
  })
  return { asked: requests.length, wrong }
}

function describe({ verb, resource, namespace, name = '', upgrade }: Action): string {
  return `${upgrade ?? ''} ${verb} ${resource} ${namespace}/${name}`.trim()
}

/** Resolves with the code of the answer; a stream or a watch that was opened is closed. */
export function send(access: Access, { method, path, headers = {}, body }: TenantRequest): Promise<number> {
  const { token, agent = false, ...to } = access
  const bytes = body && JSON.stringify(body)
  const options: RequestOptions = {
    ...to,
    method,
    path,
    agent,
    headers: {
      ...headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(bytes !== undefined && { 'content-length': String(Buffer.byteLength(bytes)) }),
    },
  }
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      if (path.includes('watch=1')) response.destroy()
      else response.resume()
      response.once('close', () => resolve(response.statusCode ?? 0))
      response.on('error', () => {})
    })
    sent.once('upgrade', (_response, socket) => {
      socket.destroy()
      resolve(101)
    })
    sent.once('error', reject)
    sent.end(bytes)
  })
}

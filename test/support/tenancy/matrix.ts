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

/** Asks everything of everybody: each cell is as the table says, whatever way it is asked. Returns how many were asked. */
export async function checkMatrix(t: Test, { accessOf, ways }: MatrixOptions): Promise<number> {
  let asked = 0
  for (const user of users) {
    const access = { ...(await accessOf(user)), agent: new Agent({ keepAlive: true }) }
    const wrong: string[] = []
    for (const action of listActions()) {
      const requests = action.requests.filter(({ via }) => ways.includes(via))
      asked += requests.length
      const codes = await Promise.all(requests.map((one) => send(access, one)))
      const expected = user.may(action)
      for (const [index, code] of codes.entries())
        if (code !== 403 ? !expected || !admitted.has(code) : expected)
          wrong.push(`${describe(action)} via ${requests[index]?.via ?? ''}: ${code}, ${expected ? 'may' : 'may not'}`)
    }
    access.agent.destroy()
    t.same(wrong, [], user.name)
  }
  return asked
}

function describe({ verb, resource, namespace, name = '', upgrade = '' }: Action): string {
  return `${upgrade} ${verb} ${resource} ${namespace}/${name}`.trim()
}

/** Resolves with the code of the answer; a stream that was opened is closed. */
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
      response.resume()
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

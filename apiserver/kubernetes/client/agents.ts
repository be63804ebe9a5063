import { createHash } from 'node:crypto'
import type { Agent as HttpAgent } from 'node:http'
import { Agent } from 'node:https'
import type { ClusterTls, Credentials } from './access.ts'

/** Connections to kube-apiserver at a time; what comes beyond waits within its deadline. */
const maxSockets = 64
/** How soon a peer that is gone without a word is noticed. */
const keepAliveMs = 15_000

/** One pool of connections for as long as the credentials of TLS are the same: a renewed certificate needs new ones. */
export class Agents {
  #current: { readonly id: string; readonly agent: Agent } | undefined

  /** Throws where the PEM is not usable. */
  agentFor({ tls, agent }: Credentials): HttpAgent {
    if (agent !== undefined) return agent
    const id = idOf(tls)
    if (this.#current?.id !== id) {
      this.close()
      this.#current = { id, agent: new Agent({ ...tls, keepAlive: true, keepAliveMsecs: keepAliveMs, maxSockets }) }
    }
    return this.#current.agent
  }

  /** Cuts what is under way. */
  close(): void {
    this.#current?.agent.destroy()
    this.#current = undefined
  }
}

function idOf(tls: ClusterTls): string {
  return createHash('sha256').update(JSON.stringify(tls)).digest('base64')
}

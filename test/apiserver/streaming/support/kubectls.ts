import { existsSync } from 'node:fs'

export interface Kubectl {
  readonly name: string
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

const siblings = ['1.27', '1.29', '1.30', '1.33'].map((version) => `/usr/lib/google-cloud-sdk/bin/kubectl.${version}`)

/**
 * The kubectls at hand: those that hack/test.sh brought (ARANYA_TEST_KUBECTLS), the versioned ones of a
 * cloud SDK, and the one on PATH, that one also without WebSockets. `say` hears which are left out.
 */
export function findKubectls(say: (text: string) => void): Kubectl[] {
  const brought = (process.env['ARANYA_TEST_KUBECTLS'] ?? '').split(/\s+/).filter(Boolean)
  const paths = [...new Set([...brought, ...siblings])].filter((path) => {
    const isThere = !path.startsWith('/') || existsSync(path)
    if (!isThere) say(`skipped: ${path} is not here`)
    return isThere
  })
  const onPath = { name: 'kubectl', path: 'kubectl', env: {} }
  const spdy = { name: 'kubectl over SPDY', path: 'kubectl', env: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false' } }
  return [onPath, spdy, ...paths.filter((path) => path !== 'kubectl').map((path) => ({ name: path, path, env: {} }))]
}

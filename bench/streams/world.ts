import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kubectls, startAranya, startDevice } from '../../test/support/aranya.ts'
import type { Aranya } from '../../test/support/aranya.ts'
import { run } from '../../test/support/processes.ts'
import { Helper } from '../harness/helper.ts'
import { Skipped } from '../harness/part.ts'
import type { PartContext } from '../harness/part.ts'
import { makeTlsMaterial } from '../harness/tls-material.ts'
import type { TlsMaterial } from '../harness/tls-material.ts'
import type { Kubectl } from './kubectl-run.ts'
import type { KubeletPeerOrder } from './kubelet-peer.ts'

/** aranya with a real agent on this machine, and a bare server; the same kubectl for both. */
export interface StreamWorld {
  readonly aranya: Aranya
  readonly ours: Kubectl
  readonly peer: Kubectl
  readonly version: string
  /** For what a part writes. */
  readonly directory: string
}

export const device = 'demo'

/** `logs` are files that the peer shows as logs, by name. */
export async function createStreamWorld(
  { workspace, progress }: PartContext,
  logs: KubeletPeerOrder['logs'] = {},
): Promise<StreamWorld> {
  const { path, version } = await newestKubectl()
  progress(`with kubectl ${version}`)
  const aranya = await startAranya(workspace)
  await startDevice(workspace, aranya, device)
  const directory = workspace.directory()
  const tls = await makeTlsMaterial(directory)
  const order: KubeletPeerOrder = { tls, logs }
  const { answer } = await Helper.start({ workspace, program: 'streams/kubelet-peer', order })
  const kubeconfig = join(directory, 'peer.kubeconfig')
  writeFileSync(kubeconfig, toKubeconfig((answer as { port: number }).port, tls), { mode: 0o600 })
  return {
    aranya,
    version,
    directory,
    ours: { path, kubeconfig: aranya.kubeconfig, home: workspace.directory() },
    peer: { path, kubeconfig, home: workspace.directory() },
  }
}

function toKubeconfig(port: number, { ca, client }: TlsMaterial): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const cluster = { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': base64(ca) }
  const user = { 'client-certificate-data': base64(client.chainPem), 'client-key-data': base64(client.keyPem) }
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'peer', cluster }],
    users: [{ name: 'peer', user }],
    contexts: [{ name: 'peer', context: { cluster: 'peer', user: 'peer' } }],
    'current-context': 'peer',
  })
}

/** The newest kubectl at hand. Rejects with Skipped when there is none. */
async function newestKubectl(): Promise<{ readonly path: string; readonly version: string }> {
  const known = await Promise.all(kubectls().map(versionOf))
  const [newest] = known.filter((one) => one !== undefined).toSorted((a, b) => b.minor - a.minor)
  if (newest === undefined) throw new Skipped('there is no kubectl here')
  return newest
}

async function versionOf(path: string): Promise<{ path: string; version: string; minor: number } | undefined> {
  const { stdout } = await run([path, 'version', '--client', '-o', 'json']).catch(() => ({ stdout: '' }))
  const version = /"gitVersion": *"v(1\.(\d+)[^"]*)"/.exec(stdout.toString())
  return version ? { path, version: version[1] ?? '', minor: Number(version[2]) } : undefined
}

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { buildOpenApiV2 } from '../../../../apiserver/api/openapi/v2.ts'
import {
  encodeOpenApiV2,
  openApiV2ProtobufAccepts,
  openApiV2ProtobufContentType,
} from '../../../../apiserver/api/openapi/v2-protobuf.ts'
import { buildOpenApiV3 } from '../../../../apiserver/api/openapi/v3.ts'
import { kubectls } from '../../../support/aranya.ts'
import { run } from '../../../support/processes.ts'
import { coreResources, groupResources, serverVersion } from './resources.ts'
import type { OpenApiResource } from '../../../../apiserver/api/openapi/resource.ts'

/** Every kubectl at hand reads our documents from a server that has discovery and them alone. */

const group = 'aranya.arhat.dev'
const v2 = buildOpenApiV2({ resources: [...coreResources, ...groupResources], serverVersion })

function discovery(groupVersion: string, resources: readonly OpenApiResource[]): object {
  const list = resources.map(({ info, verbs }) => ({
    name: info.resource,
    singularName: info.singular,
    namespaced: info.namespaced,
    kind: info.kind,
    shortNames: info.shortNames,
    verbs,
  }))
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: list }
}

const version = { groupVersion: `${group}/v1alpha1`, version: 'v1alpha1' }
const v3Path = (path: string): object => ({ serverRelativeURL: `/openapi/v3/${path}?hash=1` })
const answers: Readonly<Record<string, object>> = {
  '/version': { major: '1', minor: '34', gitVersion: serverVersion },
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/api/v1': discovery('v1', coreResources),
  '/apis': {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [{ name: group, versions: [version], preferredVersion: version }],
  },
  [`/apis/${group}/v1alpha1`]: discovery(`${group}/v1alpha1`, groupResources),
  '/openapi/v2': v2,
  '/openapi/v3': {
    paths: { 'api/v1': v3Path('api/v1'), [`apis/${group}/v1alpha1`]: v3Path(`apis/${group}/v1alpha1`) },
  },
  '/openapi/v3/api/v1': buildOpenApiV3({ resources: coreResources, serverVersion }),
  [`/openapi/v3/apis/${group}/v1alpha1`]: buildOpenApiV3({ resources: groupResources, serverVersion }),
}

function answer(request: IncomingMessage): { type: string; body: string | Uint8Array; code: number } {
  const [path = ''] = (request.url ?? '').split('?')
  const accepts = request.headers.accept ?? ''
  if (path === '/openapi/v2' && openApiV2ProtobufAccepts.some((type) => accepts.includes(type))) {
    return { type: openApiV2ProtobufContentType, body: encodeOpenApiV2(v2), code: 200 }
  }
  const found = answers[path]
  const body = found ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 }
  return { type: 'application/json', body: JSON.stringify(body), code: found ? 200 : 404 }
}

const manifest = (spec: object): string =>
  JSON.stringify({
    apiVersion: `${group}/v1alpha1`,
    kind: 'VirtualPod',
    metadata: { name: 'x', namespace: 'default' },
    spec,
  })

t.test('every kubectl explains our kinds and validates manifests', async (t) => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    const { type, body, code } = answer(request)
    response.writeHead(code, { 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const home = mkdtempSync(join(tmpdir(), 'aranya-openapi-'))
  t.teardown(() => {
    rmSync(home, { recursive: true, force: true })
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  for (const binary of kubectls()) {
    const kubectl = async (args: readonly string[], input?: string) => {
      const env = { ...process.env, HOME: home, KUBECONFIG: '' }
      const command = [binary, '-s', `http://127.0.0.1:${port}`, ...args]
      const { code, stdout, stderr } = await run(command, { env, ...(input !== undefined && { input }) })
      return { code, stdout: stdout.toString(), stderr }
    }
    await t.test(binary, async (t) => {
      t.match(
        (await kubectl(['explain', 'edgedevice.spec.connectivity'])).stdout,
        /heartbeatSeconds\s+<integer>\n\s+Seconds/,
      )
      t.match((await kubectl(['explain', 'ed', '--recursive'])).stdout, /access\s+<Object>\n\s+attach\s+<boolean>/)
      t.match((await kubectl(['explain', 'pods.spec.containers'])).stdout, /workingDir\s+<string>/)
      const good = await kubectl(
        ['create', '--dry-run=client', '-f', '-'],
        manifest({ deviceName: 'd', containers: [{ name: 'c' }] }),
      )
      t.match(good, { code: 0, stdout: /virtualpod.*x created \(dry run\)/ })
      const bad = await kubectl(
        ['create', '-f', '-'],
        manifest({ deviceName: 'd', containers: [{ name: 'c', nope: 1 }] }),
      )
      const refusedHere = /unknown field "(spec\.containers\[0\]\.)?nope"/.test(bad.stderr)
      const leftToServer = seen.some((line) => line.startsWith('POST') && line.includes('fieldValidation=Strict'))
      t.not(bad.code, 0)
      t.ok(refusedHere || leftToServer, `${bad.stderr}\n${seen.join('\n')}`)
      seen.length = 0
    })
  }
})

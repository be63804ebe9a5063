import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { edgeDeviceInfo } from '../../apiserver/api/kinds/edge-device/schema.ts'
import { aranyaRoles } from '../../apiserver/auth/rbac/aranya-roles.ts'
import { parseServeConfig } from '../../apiserver/cli/serve.ts'
import { servingCaSecret } from '../../apiserver/kubernetes/registration/installation.ts'
import { readVersion } from '../../cli/version.ts'
import { kubectls } from '../support/aranya.ts'
import { repositoryRoot } from '../support/repository.ts'
import { idOf, kubectlsForOverlays, overlays, pick, render } from './rendered.ts'
import type { Manifest } from './rendered.ts'

interface Port {
  readonly name: string
  readonly port?: number
  readonly nodePort?: number
  readonly containerPort?: number
  readonly targetPort?: number | string
}
interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string; readonly scheme: string }
  readonly periodSeconds: number
  readonly failureThreshold: number
}
interface Container {
  readonly image: string
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value?: string }[]
  readonly ports: readonly Port[]
  readonly startupProbe: Probe
  readonly livenessProbe: Probe
  readonly readinessProbe: Probe
  readonly securityContext: Record<string, unknown>
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
}
interface PodSpec {
  readonly serviceAccountName: string
  readonly securityContext: Record<string, unknown>
  readonly containers: readonly [Container]
}
interface Rule {
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly verbs: readonly string[]
}
interface ServiceSpec {
  readonly type?: string
  readonly selector?: Record<string, string>
  readonly ports: readonly Port[]
}

const dockerfile = readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8')
const [newest = 'kubectl'] = (await kubectlsForOverlays()).slice(-1)
const base = await render('base', newest)

function podOf(objects: readonly Manifest[]): PodSpec {
  const spec = pick(objects, 'StatefulSet', 'aranya').spec as { template: { spec: PodSpec } }
  return spec.template.spec
}

const serviceOf = (objects: readonly Manifest[], name: string): ServiceSpec =>
  pick(objects, 'Service', name).spec as unknown as ServiceSpec

/** The flags as the container gets them, read by the server's own code. */
function configOf(objects: readonly Manifest[]) {
  const [{ args, env }] = podOf(objects).containers
  const values = new Map(env.map(({ name, value = 'aranya-system' }) => [name, value]))
  const given = args.slice(1).map((arg) => arg.replaceAll(/\$\((\w+)\)/g, (_, name: string) => values.get(name) ?? ''))
  return parseServeConfig(given)
}

const sorted = (rules: readonly Rule[]): string[] =>
  rules
    .flatMap(({ apiGroups = [], resources = [], verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource} of ${group}`)),
      ),
    )
    .toSorted()

t.test('every kubectl makes the same of the base', async (t) => {
  for (const kubectl of kubectls()) t.strictSame(await render('base', kubectl), base, kubectl)
})

t.test('the server is started with flags that it has, and listens where the Services lead', async (t) => {
  const [container] = podOf(base).containers
  t.equal(container.args[0], 'serve')
  const config = configOf(base)
  const ports = new Map(container.ports.map(({ name, containerPort }) => [name, containerPort]))
  t.strictSame([config.port, config.agentPort], [ports.get('api'), ports.get('agents')])
  t.strictSame([config.host, config.agentHost], ['::', '::'])
  const labels = pick(base, 'StatefulSet', 'aranya').spec?.['template'] as Manifest
  for (const [name, port] of [
    ['aranya', 'api'],
    ['aranya-agents', 'agents'],
  ] as const) {
    const { selector, ports } = serviceOf(base, name)
    t.strictSame(selector, labels.metadata.labels)
    t.strictSame(
      ports.map(({ targetPort }) => targetPort),
      [port],
    )
  }
  t.equal(config.advertiseAgent?.port, serviceOf(base, 'aranya-agents').ports[0]?.port)
  const [mount] = container.volumeMounts
  t.ok(config.stateDir.startsWith(`${mount?.mountPath}/`), 'its state is in the volume')
})

t.test('the APIService is of the Service that the server makes its certificate for', async (t) => {
  const { metadata, spec } = pick(base, 'APIService', `${edgeDeviceInfo.version}.${edgeDeviceInfo.group}`)
  t.strictSame(spec?.['service'], { ...configOf(base).service, port: 443 })
  t.strictSame([spec?.['version'], spec?.['group']].join('.'), metadata.name)
  t.ok(serviceOf(base, 'aranya').ports.some(({ port }) => port === 443))
  t.notOk('caBundle' in (spec ?? {}), 'the server writes it')
  t.notOk(JSON.stringify(base).includes('insecureSkipTLSVerify'))
})

t.test('the Secret is there, and empty, so that applying it again takes nothing away', async (t) => {
  const secret = pick(base, 'Secret', servingCaSecret)
  t.equal(secret.metadata.namespace, configOf(base).service.namespace)
  t.notOk('data' in secret || 'stringData' in secret)
})

t.test('the server may do what it needs, and no more', async (t) => {
  const roles = base.filter(({ kind, metadata }) => kind.endsWith('Role') && metadata.name === 'aranya-server')
  const rules = roles.flatMap((role) => role['rules'] as readonly Rule[])
  t.strictSame(sorted(rules), [
    'get apiservices of apiregistration.k8s.io',
    'get namespaces of ',
    'get secrets of ',
    'list namespaces of ',
    'patch apiservices of apiregistration.k8s.io',
    'patch secrets of ',
    'watch namespaces of ',
  ])
  const named = rules.filter(({ resources }) => !resources?.includes('namespaces'))
  t.strictSame(named.flatMap(({ resourceNames }) => resourceNames ?? ['*']).toSorted(), [
    servingCaSecret,
    'v1alpha1.aranya.arhat.dev',
  ])
  const bindings = base.filter(({ kind }) => kind.endsWith('RoleBinding'))
  t.strictSame(bindings.map((binding) => (binding['roleRef'] as { name: string }).name).toSorted(), [
    'aranya-server',
    'aranya-server',
    'extension-apiserver-authentication-reader',
    'system:auth-delegator',
  ])
  const account = { kind: 'ServiceAccount', name: podOf(base).serviceAccountName, namespace: 'aranya-system' }
  for (const binding of bindings) t.strictSame(binding['subjects'], [account], idOf(binding))
})

t.test('users get the roles that a standalone server begins with', async (t) => {
  for (const { name, rules = [], aggregatesTo } of aranyaRoles) {
    const role = pick(base, 'ClusterRole', name)
    t.strictSame([...new Set(sorted(role['rules'] as Rule[]))], [...new Set(sorted(rules as readonly Rule[]))], name)
    const labels = Object.keys(role.metadata.labels ?? {}).filter((label) => label.includes('aggregate'))
    t.strictSame(labels, [`rbac.authorization.k8s.io/aggregate-to-${aggregatesTo}`])
  }
})

t.test('whoever views the cluster opens no shell and changes nothing by that', async (t) => {
  const rules = pick(base, 'ClusterRole', 'aranya-viewer')['rules'] as readonly Rule[]
  const more = sorted(rules).filter((rule) => !/^(get|list|watch) /.test(rule))
  t.strictSame(more, ['create virtualclusters/proxy of aranya.arhat.dev'])
  t.strictSame(
    sorted(rules).filter((rule) => /exec|attach|hostshell|portforward|pods\/proxy|devices\/proxy|token/.test(rule)),
    [],
  )
})

t.test('the pod holds to the restricted standard, on a read-only file system', async (t) => {
  const { securityContext, containers } = podOf(base)
  const [container] = containers
  t.match(securityContext, { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
  t.match(container.securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
  t.match(pick(base, 'Namespace', 'aranya-system').metadata.labels, {
    'pod-security.kubernetes.io/enforce': 'restricted',
  })
})

t.test('the kubelet asks the API’s port, and waits long for a large store', async (t) => {
  const [{ startupProbe, livenessProbe, readinessProbe }] = podOf(base).containers
  for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe])
    t.match(httpGet, { port: 'api', scheme: 'HTTPS' })
  const paths = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path)
  t.strictSame(paths, ['/livez', '/livez', '/readyz'])
  t.ok(startupProbe.periodSeconds * startupProbe.failureThreshold >= 300)
})

t.test('the image is the one that the Dockerfile makes of this version', async (t) => {
  const [{ image }] = podOf(base).containers
  t.equal(image, `aranya:${readVersion()}`)
  t.match(dockerfile, `--tag ${image}`)
  const { runAsUser, runAsGroup } = podOf(base).securityContext
  t.match(dockerfile, `USER ${String(runAsUser)}:${String(runAsGroup)}`)
  const { port, agentPort } = configOf(base)
  t.match(dockerfile, `EXPOSE ${port} ${agentPort}`)
  t.equal(new Set(dockerfile.match(/node:\S+/g)).size, 1, 'one Node.js')
})

t.test('each overlay says to devices where its own way in is', async (t) => {
  const [oldest = newest] = await kubectlsForOverlays()
  for (const name of overlays) {
    const dir = `overlays/${name}`
    t.strictSame(await render(dir, oldest), await render(dir, newest), name)
  }
  const nodePort = await render('overlays/node-port', newest)
  t.equal(configOf(nodePort).advertiseAgent?.port, serviceOf(nodePort, 'aranya-agents').ports[0]?.nodePort)
  const balanced = await render('overlays/load-balancer', newest)
  t.equal(configOf(balanced).advertiseAgent?.port, serviceOf(balanced, 'aranya-agents').ports[0]?.port)
  t.equal(serviceOf(balanced, 'aranya-agents').type, 'LoadBalancer')
  const ingress = await render('overlays/ingress', newest)
  const { rules } = pick(ingress, 'Ingress', 'aranya-agents').spec as { rules: readonly { host: string }[] }
  t.strictSame(configOf(ingress).advertiseAgent, { host: rules[0]?.host, port: 443 })
})

t.test('the overlay for a server outside has all but the server, and a Service that leads out', async (t) => {
  const external = await render('overlays/external', newest)
  const left = external.map(idOf)
  const gone = base.map(idOf).filter((id) => !left.includes(id))
  t.strictSame(gone, [
    'NetworkPolicy aranya-system/aranya',
    'Service aranya-system/aranya-agents',
    'StatefulSet aranya-system/aranya',
  ])
  const { selector, ports } = serviceOf(external, 'aranya')
  t.equal(selector, undefined)
  const slice = pick(external, 'EndpointSlice', 'aranya')
  t.equal(slice.metadata.labels?.['kubernetes.io/service-name'], 'aranya')
  t.strictSame(
    (slice['ports'] as Port[]).map(({ name }) => name),
    ports.map(({ name }) => name),
  )
})

/** What may be asked of a tenant's devices, and every way to ask it. */

const group = 'aranya.arhat.dev'

/** One thing to do: what it is to the authorizer, and the requests that do it. */
export interface Action {
  readonly verb: string
  /** With its subresource, such as virtualpods/exec. */
  readonly resource: string
  readonly namespace: string
  readonly name?: string
  /** An upgrade by GET is no reading: it needs `create` as well. */
  readonly upgrade?: 'GET' | 'POST'
  readonly requests: readonly TenantRequest[]
}

export interface TenantRequest {
  readonly via: Way
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

/** The group's own path, pods and nodes at the server's root, or those of the namespace's virtual cluster. */
export type Way = 'group' | 'core' | 'cluster'

export const tenants = ['plant-a', 'plant-b'] as const
/** In each of the namespaces: a device, with the VirtualPod of its name, and one VirtualPod more. */
export const names = { device: 'pump', profile: 'readings' } as const

export function listActions(): Action[] {
  return tenants.flatMap((namespace) => [
    ...objects({ namespace, resource: 'edgedevices', name: names.device }),
    ...objects({ namespace, resource: 'virtualpods', name: names.device }),
    ...objects({ namespace, resource: 'virtualpods', name: names.profile }),
    ...['exec', 'hostshell', 'portforward'].flatMap((sub) => streams(namespace, 'edgedevices', names.device, sub)),
    ...Object.values(names).flatMap((name) =>
      ['exec', 'attach', 'portforward'].flatMap((sub) => streams(namespace, 'virtualpods', name, sub)),
    ),
    ...Object.values(names).map((name) => log(namespace, name)),
    token(namespace),
  ])
}

interface Target {
  readonly namespace: string
  readonly resource: 'edgedevices' | 'virtualpods'
  readonly name: string
}

const base = (namespace: string): string => `/apis/${group}/v1alpha1/namespaces/${namespace}`
const core = (namespace: string): string => `/api/v1/namespaces/${namespace}`
const inCluster = (namespace: string): string => `${base(namespace)}/virtualclusters/default/proxy`
const dry = 'dryRun=All'

function objects({ namespace, resource, name }: Target): readonly Action[] {
  const collection = `${base(namespace)}/${resource}`
  const path = `${collection}/${name}`
  const by = (method: string, to: string, body?: object): TenantRequest => ({
    via: 'group',
    method,
    path: to,
    ...(body && { body, headers: { 'content-type': typeOf(method) } }),
  })
  const read = { namespace, resource }
  return [
    { ...read, verb: 'get', name, requests: [by('GET', path), ...views({ namespace, resource, name }, '')] },
    { ...read, verb: 'list', requests: [by('GET', collection), ...collectionViews(namespace, resource, '')] },
    {
      ...read,
      verb: 'watch',
      requests: [
        by('GET', `${collection}?watch=1&timeoutSeconds=1`),
        ...collectionViews(namespace, resource, '?watch=1&timeoutSeconds=1'),
      ],
    },
    { ...read, verb: 'create', requests: [by('POST', `${collection}?${dry}`, manifest(resource, namespace))] },
    { ...read, verb: 'update', name, requests: [by('PUT', `${path}?${dry}`, { kind: 'Nothing' })] },
    { ...read, verb: 'patch', name, requests: [by('PATCH', `${path}?${dry}`, { metadata: { labels: { a: 'b' } } })] },
    { ...read, verb: 'delete', name, requests: [by('DELETE', `${path}?${dry}`)] },
    { ...read, verb: 'deletecollection', requests: [by('DELETE', `${collection}?${dry}`)] },
    { ...read, resource: `${resource}/status`, verb: 'get', name, requests: [by('GET', `${path}/status`)] },
    {
      ...read,
      resource: `${resource}/status`,
      verb: 'patch',
      name,
      requests: [by('PATCH', `${path}/status?${dry}`, {})],
    },
  ]
}

const typeOf = (method: string): string => (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json')

function manifest(resource: Target['resource'], namespace: string): object {
  const isDevice = resource === 'edgedevices'
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: isDevice ? 'EdgeDevice' : 'VirtualPod',
    metadata: { generateName: 'new-', namespace },
    spec: isDevice ? {} : { deviceName: names.device, containers: [{ name: 'host' }] },
  }
}

/** The same object as Pod or Node. */
function views({ namespace, resource, name }: Target, rest: string): readonly TenantRequest[] {
  if (resource === 'virtualpods') {
    const path = `${core(namespace)}/pods/${name}${rest}`
    return both(path, `${inCluster(namespace)}${path}`)
  }
  return both(`/api/v1/nodes/${name}.${namespace}${rest}`, `${inCluster(namespace)}/api/v1/nodes/${name}${rest}`)
}

/** Nodes at the root are those of all namespaces: no view of one. */
function collectionViews(namespace: string, resource: Target['resource'], rest: string): readonly TenantRequest[] {
  if (resource === 'edgedevices')
    return [{ via: 'cluster', method: 'GET', path: `${inCluster(namespace)}/api/v1/nodes${rest}` }]
  const path = `${core(namespace)}/pods${rest}`
  return both(path, `${inCluster(namespace)}${path}`)
}

const both = (atRoot: string, below: string): readonly TenantRequest[] => [
  { via: 'core', method: 'GET', path: atRoot },
  { via: 'cluster', method: 'GET', path: below },
]

function log(namespace: string, name: string): Action {
  const path = `${base(namespace)}/virtualpods/${name}/log?tailLines=1`
  const pods = views({ namespace, resource: 'virtualpods', name }, '/log?tailLines=1')
  const requests = [{ via: 'group', method: 'GET', path } as const, ...pods]
  return { verb: 'get', resource: 'virtualpods/log', namespace, name, requests }
}

function token(namespace: string): Action {
  const path = `${base(namespace)}/edgedevices/${names.device}/token`
  const request = { via: 'group', method: 'POST', path, body: {}, headers: { 'content-type': typeOf('POST') } } as const
  return { verb: 'create', resource: 'edgedevices/token', namespace, name: names.device, requests: [request] }
}

const webSocket = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
}
const spdy = { connection: 'Upgrade', upgrade: 'SPDY/3.1' }

/** By GET a WebSocket, by POST SPDY. */
function streams(namespace: string, resource: Target['resource'], name: string, sub: string): readonly Action[] {
  const rest = `/${sub}${sub === 'exec' ? '?command=uptime&stdout=true' : sub === 'attach' ? '?stdin=true' : ''}`
  const protocol = sub === 'portforward' ? 'SPDY/3.1+portforward.k8s.io' : 'v5.channel.k8s.io'
  const version = sub === 'portforward' ? 'portforward.k8s.io' : 'v4.channel.k8s.io'
  const own: TenantRequest = { via: 'group', method: 'GET', path: `${base(namespace)}/${resource}/${name}${rest}` }
  const all = [own, ...(resource === 'virtualpods' ? views({ namespace, resource, name }, rest) : [])]
  const shared = { resource: `${resource}/${sub}`, namespace, name }
  const read = { ...webSocket, 'sec-websocket-protocol': protocol }
  const posted = { ...spdy, 'x-stream-protocol-version': version }
  return [
    { ...shared, verb: 'get', upgrade: 'GET', requests: all.map((request) => ({ ...request, headers: read })) },
    {
      ...shared,
      verb: 'create',
      upgrade: 'POST',
      requests: all.map((request) => ({ ...request, method: 'POST', headers: posted })),
    },
  ]
}

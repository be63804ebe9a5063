import type { ClusterKeys } from './keys.ts'

/** In a network of its own nobody else has a port; the usual ones are left to aranya. */
export const ports = { api: 16_443, controllerManager: 10_257, etcd: 2379, etcdPeer: 2380 } as const

export interface ArgumentOptions {
  readonly dir: string
  readonly address: string
  readonly keys: ClusterKeys
}

export function etcdArguments({ dir }: ArgumentOptions): readonly string[] {
  const client = `http://127.0.0.1:${ports.etcd}`
  const peer = `http://127.0.0.1:${ports.etcdPeer}`
  return [
    `--data-dir=${dir}/etcd`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ]
}

export function apiserverArguments({ address, keys }: ArgumentOptions): readonly string[] {
  const { path } = keys
  return [
    `--bind-address=0.0.0.0`,
    `--advertise-address=${address}`,
    `--secure-port=${ports.api}`,
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    `--client-ca-file=${path('ca/ca.crt')}`,
    `--tls-cert-file=${path('apiserver.crt')}`,
    `--tls-private-key-file=${path('apiserver.key')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/24',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${path('service-accounts.key')}`,
    `--service-account-signing-key-file=${path('service-accounts.key')}`,
    ...frontProxyArguments(path),
    // There is no kube-proxy: the endpoints are reached themselves.
    '--enable-aggregator-routing=true',
    '--endpoint-reconciler-type=none',
  ]
}

function frontProxyArguments(path: ClusterKeys['path']): readonly string[] {
  return [
    `--requestheader-client-ca-file=${path('front-proxy-ca.crt')}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-uid-headers=X-Remote-Uid',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${path('front-proxy.crt')}`,
    `--proxy-client-key-file=${path('front-proxy.key')}`,
  ]
}

export function controllerManagerArguments({ keys }: ArgumentOptions, kubeconfig: string): readonly string[] {
  const { path } = keys
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.controllerManager}`,
    '--leader-elect=false',
    '--use-service-account-credentials=true',
    `--root-ca-file=${path('ca/ca.crt')}`,
    `--service-account-private-key-file=${path('service-accounts.key')}`,
    // Nobody is a kubelet here: a node would be given up, and its pods with it.
    '--controllers=*,-node-lifecycle-controller,-taint-eviction-controller',
  ]
}

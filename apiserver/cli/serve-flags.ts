import type { Command, Flag } from '../../cli/command-line.ts'

/** Also the keys of the file that `--config` names. */
const serveFlags = [
  {
    name: 'state-dir',
    placeholder: 'DIR',
    fallback: '/var/lib/aranya',
    help: 'keys, certificates, the store and admin.kubeconfig; one server at a time',
  },
  { name: 'host', placeholder: 'ADDRESS', fallback: '127.0.0.1', help: 'address that the Kubernetes API listens on' },
  { name: 'port', placeholder: 'PORT', fallback: '6443', help: 'port of the Kubernetes API; 0 takes a free one' },
  {
    name: 'agent-port',
    placeholder: 'PORT',
    fallback: '6444',
    help: 'port that agents connect to; 0 takes a free one',
  },
  {
    name: 'agent-host',
    placeholder: 'ADDRESS',
    help: 'address that agents connect to (default: every address with --advertise-agent, else 127.0.0.1)',
  },
  {
    name: 'advertise-agent',
    placeholder: 'HOST:PORT',
    help: 'how devices reach the agents’ port: in its certificate and in join commands (default: 127.0.0.1 and the port)',
  },
  {
    name: 'tls-san',
    placeholder: 'NAME',
    repeated: true,
    help: 'one more name or address for the API’s certificate; may be repeated',
  },
  {
    name: 'service-name',
    placeholder: 'NAME',
    fallback: 'aranya',
    help: 'in a cluster: the Service by which kube-apiserver reaches the API',
  },
  {
    name: 'service-namespace',
    placeholder: 'NAME',
    fallback: 'aranya-system',
    help: 'in a cluster: the namespace of that Service, and of the Secret with the CA',
  },
  {
    name: 'mode',
    placeholder: 'MODE',
    fallback: 'auto',
    help: 'aggregated (behind kube-apiserver), standalone, or auto: aggregated with --kubeconfig and in a pod',
  },
  {
    name: 'kubeconfig',
    placeholder: 'FILE',
    help: 'the cluster to be aggregated into (default: the one in whose pod this runs, if any)',
  },
  {
    name: 'storage',
    placeholder: 'URL',
    help: 'lmdb:DIR, or memory: to keep nothing (default: lmdb in the state directory)',
  },
  {
    name: 'token-ttl',
    placeholder: 'DURATION',
    fallback: '10m',
    help: 'how long a join token is good, unless its request says otherwise: from 1m to 24h',
  },
  { name: 'max-body-bytes', placeholder: 'BYTES', fallback: '3145728', help: 'largest request body; beyond it 413' },
  {
    name: 'max-sessions-per-device',
    placeholder: 'N',
    fallback: '64',
    help: 'streams open to one device at a time; beyond it 429',
  },
  {
    name: 'max-device-percent-per-user',
    placeholder: 'PERCENT',
    fallback: '75',
    help: 'what one user may have of a device’s streams and forwarded connections; beyond it 429',
  },
  {
    name: 'max-sessions-per-user',
    placeholder: 'N',
    fallback: '256',
    help: 'streams open for one user at a time; beyond it 429',
  },
  {
    name: 'stream-idle-timeout',
    placeholder: 'DURATION',
    fallback: '4h',
    help: 'a stream that carries nothing for so long is closed',
  },
  {
    name: 'log-level',
    placeholder: 'LEVEL',
    fallback: 'info',
    help: 'trace, debug, info, warn, error or silent; JSON lines on stderr',
  },
  {
    name: 'audit-log-path',
    placeholder: 'FILE',
    help: 'audit log, one JSON line per event; - is stdout (default: none)',
  },
  {
    name: 'audit-policy-file',
    placeholder: 'FILE',
    help: 'audit.k8s.io/v1 Policy: what is written (default: metadata of all but probes and discovery)',
  },
  {
    name: 'audit-log-mode',
    placeholder: 'MODE',
    fallback: 'batch',
    help: 'batch, or blocking-strict: while the audit log cannot be written, requests are refused',
  },
  {
    name: 'audit-log-maxsize',
    placeholder: 'MEGABYTES',
    fallback: '100',
    help: 'the audit log is set aside when it would grow beyond it',
  },
  {
    name: 'audit-log-maxbackup',
    placeholder: 'N',
    fallback: '10',
    help: 'audit logs that were set aside and are kept; 0 keeps all',
  },
  {
    name: 'audit-log-maxage',
    placeholder: 'DAYS',
    fallback: '0',
    help: 'audit logs that were set aside are removed after it; 0 keeps all',
  },
  {
    name: 'audit-log-truncate-max-event-size',
    placeholder: 'BYTES',
    fallback: '102400',
    help: 'a longer audit event loses its objects',
  },
  {
    name: 'config',
    placeholder: 'FILE',
    help: 'YAML file with these options as keys; flags win over it',
  },
] as const satisfies readonly Flag[]

export type ServeFlag = (typeof serveFlags)[number]['name']

export const serveCommand = {
  program: 'aranya',
  name: 'serve',
  summary: 'Serves the Kubernetes API for devices, and the port that their agents connect to.',
  flags: serveFlags,
} satisfies Command

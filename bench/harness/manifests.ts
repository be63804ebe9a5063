/** Paths and bodies of what is created. */

const group = 'aranya.arhat.dev'
const base = `/apis/${group}/v1alpha1/namespaces/default`

export const podsPath = `${base}/virtualpods`
export const devicesPath = `${base}/edgedevices`

export function toDevice(name: string, spec: object = {}): string {
  return JSON.stringify({ apiVersion: `${group}/v1alpha1`, kind: 'EdgeDevice', metadata: { name }, spec })
}

export function toPod(name: string, deviceName: string): string {
  return JSON.stringify({
    apiVersion: `${group}/v1alpha1`,
    kind: 'VirtualPod',
    metadata: { name, labels: { site: 'plant-a', bench: 'requests' } },
    spec: {
      deviceName,
      containers: [{ name: 'host', user: 'nobody', workingDir: '/', allowedCommands: ['uptime', 'df', 'journalctl'] }],
    },
  })
}

/** `files` become logs: paths by name. */
export function toLogPod(name: string, deviceName: string, files: Readonly<Record<string, string>>): string {
  const logs = Object.entries(files).map(([log, path]) => ({ name: log, path }))
  return JSON.stringify({
    apiVersion: `${group}/v1alpha1`,
    kind: 'VirtualPod',
    metadata: { name },
    spec: { deviceName, containers: [{ name: 'host' }], logs },
  })
}

/** Paths and bodies of what is created: VirtualPods, for an EdgeDevice would bring a second object with it. */

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

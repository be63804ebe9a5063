import type { FastifyInstance } from 'fastify'
import { sendJson } from '../response/send.ts'

/** The Kubernetes API that we behave like: the middle of what kubectl accepts without a warning today. */
const kubernetes = { major: '1', minor: '33' }

/** Go's names for node's architectures, where they differ. */
const goArchitectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' }

/** What clients parse as a version of Kubernetes; it must be a semantic version. Ours is its build metadata. */
export function toGitVersion(version: string): string {
  return `v${kubernetes.major}.${kubernetes.minor}.0+aranya-${version.replaceAll('+', '.')}`
}

/** Adds `/version`: k8s.io/apimachinery/pkg/version Info. */
export function addVersionRoute(app: FastifyInstance, version: string): void {
  const info = {
    ...kubernetes,
    gitVersion: toGitVersion(version),
    gitCommit: '',
    gitTreeState: '',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: `node ${process.version}`,
    platform: `${process.platform}/${goArchitectures[process.arch] ?? process.arch}`,
  }
  app.get('/version', (request, reply) => sendJson(request, reply, info))
}

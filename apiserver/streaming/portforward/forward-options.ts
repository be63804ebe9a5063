import { ApiError } from '../../api/meta/errors.ts'

/** What a client asks of portforward: core/v1 PodPortForwardOptions, as query parameters, and the host of our own. */
export interface ForwardOptions {
  /** Ports named beforehand, in order; empty when there are none, as with kubectl. */
  readonly ports: readonly number[]
  /** Absent: the device itself. */
  readonly host: string | undefined
}

const maxPort = 65_535
const maxHostCharacters = 253
const hostPattern = /^[A-Za-z0-9_.:%-]+$/

/** Throws ApiError 400. */
export function parseForwardOptions(query: URLSearchParams): ForwardOptions {
  return { ports: parsePorts(query), host: parseHost(query) }
}

/** A port in decimal digits; undefined for anything but 1 to 65535. */
export function parsePort(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined
  const port = Number(text)
  return port >= 1 && port <= maxPort ? port : undefined
}

/** kube-apiserver has `ports`, the kubelet `port`; each may be repeated, or hold a list with commas. */
function parsePorts(query: URLSearchParams): number[] {
  const values = [...query.getAll('ports'), ...query.getAll('port')]
  return values
    .flatMap((value) => value.split(','))
    .map((text) => {
      const port = parsePort(text)
      if (port !== undefined) return port
      throw new ApiError('BadRequest', `${JSON.stringify(text)} is not a port: it must be between 1 and ${maxPort}`)
    })
}

function parseHost(query: URLSearchParams): string | undefined {
  const host = query.get('host')
  if (host === null || host === '') return undefined
  if (host.length <= maxHostCharacters && hostPattern.test(host)) return host
  throw new ApiError('BadRequest', `${JSON.stringify(host)} is not the name or address of a host`)
}

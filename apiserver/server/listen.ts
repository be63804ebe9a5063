import type { Logger } from 'pino'
import { isIPv6 } from 'node:net'

/** A server that is not bound yet. */
export interface Listener {
  listen(address: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }>
}

export interface ListenOptions {
  /** What the port is called on the command line. */
  readonly flag: string
  readonly host: string
  readonly port: number
  readonly log: Pick<Logger, 'warn'>
}

/**
 * Binds a server; resolves with the port. `::` means every address of this machine: where its kernel has no IPv6, those of
 * IPv4. Rejects with an Error that says what to do.
 */
export async function listen(listener: Listener, options: ListenOptions): Promise<number> {
  const { flag, host, port, log } = options
  try {
    return (await listener.listen({ host, port })).port
  } catch (cause) {
    if (host === '::' && says(cause, 'EAFNOSUPPORT', 'EADDRNOTAVAIL')) {
      log.warn({ flag }, 'this machine has no IPv6: listening on its IPv4 addresses')
      return listen(listener, { ...options, host: '0.0.0.0' })
    }
    if (!says(cause, 'EADDRINUSE')) {
      const flags = `--${flag.replace('port', 'host')} and --${flag}`
      throw new Error(`cannot listen on port ${port} of ${host} (${flags}): ${(cause as Error).message}`, { cause })
    }
    throw new Error(`port ${port} of ${host} is taken by another program: end it, or choose another with --${flag}`, {
      cause,
    })
  }
}

/** grpc-js has the code in its message alone. */
function says(error: unknown, ...codes: readonly string[]): boolean {
  if (!(error instanceof Error)) return false
  const text = `${'code' in error ? String(error.code) : ''} ${error.message}`
  return codes.some((code) => text.includes(code))
}

/** HOST:PORT, as in URLs: an IPv6 address gets brackets. */
export function toAddress(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
}

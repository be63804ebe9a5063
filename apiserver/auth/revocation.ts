import type { TLSSocket } from 'node:tls'
import type { AuthenticationRequest, Authenticator, UserInfo } from './types.ts'
import { unauthorized } from './errors.ts'

/** Which certificates are revoked, by their serial numbers in lower-case hex; `users/revocation-list.ts` satisfies it. */
export interface Revocations {
  has(serial: string): boolean
  onRevoked(listener: (serials: readonly string[]) => void): void
}

/**
 * Refuses users whose certificate is revoked, with 401, and cuts their connections when it is: watches, streams and whatever is
 * under way end with them. For authenticators that know users by certificates of one authority, and by nothing else.
 */
export function withRevocation(authenticator: Authenticator, revocations: Revocations): Authenticator {
  const connections = new CertificateConnections()
  revocations.onRevoked((serials) => serials.forEach((serial) => connections.cut(serial)))
  return {
    authenticate: async (request) => {
      const user = await authenticator.authenticate(request)
      return user && admit(request, user, { revocations, connections })
    },
  }
}

interface Guard {
  readonly revocations: Revocations
  readonly connections: CertificateConnections
}

function admit({ socket }: AuthenticationRequest, user: UserInfo, { revocations, connections }: Guard): UserInfo {
  const serial = connections.serialOf(socket)
  if (serial === undefined || revocations.has(serial)) {
    throw unauthorized(`client certificate: ${serial ?? 'none'} of ${user.name} is revoked`)
  }
  connections.add(serial, socket)
  return user
}

/** The connections that are open by each certificate. */
class CertificateConnections {
  readonly #sockets = new Map<string, Set<TLSSocket>>()
  /** A connection's certificate never changes. */
  readonly #serials = new WeakMap<TLSSocket, string | undefined>()

  /** Undefined where the client sent no certificate. */
  serialOf(socket: TLSSocket): string | undefined {
    if (!this.#serials.has(socket)) this.#serials.set(socket, readSerial(socket))
    return this.#serials.get(socket)
  }

  add(serial: string, socket: TLSSocket): void {
    const sockets = this.#sockets.get(serial) ?? new Set()
    if (sockets.has(socket) || socket.destroyed) return
    this.#sockets.set(serial, sockets.add(socket))
    socket.once('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0 && this.#sockets.get(serial) === sockets) this.#sockets.delete(serial)
    })
  }

  cut(serial: string): void {
    for (const socket of this.#sockets.get(serial) ?? []) socket.destroy()
  }
}

function readSerial(socket: TLSSocket): string | undefined {
  return socket
    .getPeerX509Certificate()
    ?.serialNumber.toLowerCase()
    .replace(/^0+(?=.)/, '')
}

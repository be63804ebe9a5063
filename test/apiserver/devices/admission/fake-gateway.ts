import { X509Certificate } from 'node:crypto'
import type { ConnectionAdmission } from '../../../../apiserver/devices/admission/admission.ts'
import type { Refusal } from '../../../../apiserver/devices/enrolment/refusal.ts'
import { parseCertificateRequest } from '../../../../apiserver/pki/certificate-request.ts'
import type { Authority } from '../../../../apiserver/pki/authority.ts'
import { aranya } from '../../../../proto/gen/agent.js'
import { connectSession } from '../../../../proto/mux/handshake.ts'
import type { ConnectedSession } from '../../../../proto/mux/handshake.ts'
import { createTransportPair } from '../../../proto/mux/support/memory-transport.ts'
import { makeRequest } from '../../pki/certificate-requests.ts'
import { deviceInfo } from '../grpc-agent.ts'

/** How admission decided on a line. */
export type Outcome =
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly goodbye: object | null | undefined }
  | { readonly kind: 'admitted' }

export interface FakeConnection {
  /** The agent's half; rejects with HandshakeError when the agent is refused. */
  readonly session: Promise<ConnectedSession>
  /** Never resolves when the line was opened, but the handshake failed. */
  readonly outcome: Promise<Outcome>
  /** Resolves when the session of an admitted line has ended. */
  readonly released: Promise<void>
  /** Whether admission read from the line. */
  readonly isOpen: () => boolean
  /** Loses the connection. */
  cut(): void
}

export interface FakeAgent {
  /** DER. */
  readonly certificate: Buffer | undefined
  readonly instance?: string
}

/** A gateway in memory: all that a transport has to do for connection admission. */
export class FakeGateway {
  readonly #admission: Pick<ConnectionAdmission, 'accept'>

  constructor(admission: Pick<ConnectionAdmission, 'accept'>) {
    this.#admission = admission
  }

  connect({ certificate, instance = 'a' }: FakeAgent): FakeConnection {
    const { agent, server } = createTransportPair()
    const session = connectSession({ transport: agent, hello: { epoch: instance, instance, info: deviceInfo } })
    session.catch(() => {})
    let isOpen = false
    let release = () => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    const outcome = new Promise<Outcome>((resolve) => {
      this.#admission.accept({
        method: 'grpc',
        peer: { remoteAddress: '192.0.2.1:1', certificate },
        open: () => {
          isOpen = true
          return server
        },
        refuse: (refusal, lastFrame) => {
          const goodbye = lastFrame && aranya.agent.v1.Frame.decode(lastFrame).goodbye
          resolve({ kind: 'refused', refusal, goodbye })
          agent.fail(refusal)
        },
        admitted: () => {
          resolve({ kind: 'admitted' })
          return release
        },
      })
    })
    return { session, outcome, released, isOpen: () => isOpen, cut: () => server.fail(new Error('cut')) }
  }
}

/** A device's certificate, DER, and the hash of its key. */
export async function issueDevice(authority: Authority, uid: string) {
  const request = parseCertificateRequest(makeRequest())
  const { chainPem } = await authority.signRequest(request, { commonName: uid, uri: 'aranya://default/pi', days: 1 })
  return { certificate: new X509Certificate(chainPem).raw, keyHash: request.keyHash }
}

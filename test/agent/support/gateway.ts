import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import type { sendUnaryData, ServerDuplexStream, ServerUnaryCall, status } from '@grpc/grpc-js'
import type { Test } from 'tap'
import { openAuthority } from '../../../apiserver/pki/authority.ts'
import type { Authority } from '../../../apiserver/pki/authority.ts'
import { parseCertificateRequest } from '../../../apiserver/pki/certificate-request.ts'
import { gatewayService } from '../../../proto/transports/grpc/service.ts'
import type {
  EnrollRequest,
  EnrollResponse,
  RenewRequest,
  RenewResponse,
} from '../../../proto/transports/grpc/service.ts'
import { toFrameTransport } from '../../../proto/transports/grpc/transport.ts'
import { acceptSession } from '../../../proto/mux/handshake.ts'
import type { AcceptedSession } from '../../../proto/mux/handshake.ts'
import type { Goodbye } from '../../../proto/mux/session.ts'

export interface TestGateway {
  readonly address: string
  readonly port: number
  readonly authority: Authority
  /** Enrolment requests, in order. */
  readonly enrolled: EnrollRequest[]
  readonly renewed: RenewRequest[]
  readonly sessions: AcceptedSession[]
  /** Instead of an answer to the next enrolment, which is counted all the same. */
  failEnroll: { readonly code: status; readonly details: string } | undefined
  /** Instead of a welcome. */
  refuse: Goodbye | undefined
  /** Instead of the stream. */
  failConnect: { readonly code: status; readonly details: string } | undefined
  /** Of certificates from now on. */
  days: number
  nextSession(): Promise<AcceptedSession>
  close(): void
}

export interface TestGatewayOptions {
  readonly port?: number
  readonly authority?: Authority
  /** What TLS shows instead of its own chain. */
  readonly tls?: { readonly keyPem: string; readonly chainPem: string }
  /** Asks for client certificates, as the real one does on Connect; enrolment is then not possible. */
  readonly mutual?: boolean
}

/** A certificate authority in a directory of its own. */
export async function testAuthority(t: Test, name = 'test-ca'): Promise<Authority> {
  const dir = mkdtempSync(join(tmpdir(), 'arhat-ca-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  return openAuthority({ dir, name })
}

/** An authority and a server's certificate for several gateways of one file: keys take their time to make. */
export async function testIdentity(t: Test): Promise<Required<Pick<TestGatewayOptions, 'authority' | 'tls'>>> {
  const authority = await testAuthority(t)
  return { authority, tls: await issueGateway(authority) }
}

function issueGateway(authority: Authority) {
  return authority.issueServer({ commonName: 'gateway', names: ['127.0.0.1', 'localhost'], days: 1 })
}

/** A server's half of the contract, on a real port, that does what the test says. Ends with the test. */
export async function startGateway(t: Test, options: TestGatewayOptions = {}): Promise<TestGateway> {
  const authority = options.authority ?? (await testAuthority(t))
  const tls = options.tls ?? (await issueGateway(authority))
  const waiting: ((session: AcceptedSession) => void)[] = []
  const server = new Server()
  const gateway: TestGateway = {
    address: '',
    port: 0,
    authority,
    enrolled: [],
    renewed: [],
    sessions: [],
    failEnroll: undefined,
    refuse: undefined,
    failConnect: undefined,
    days: 30,
    nextSession: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => server.forceShutdown(),
  }
  const issue = async (pem: string): Promise<string> => {
    const subject = { commonName: 'uid-1', uri: 'aranya://default/demo', days: gateway.days }
    return (await authority.signRequest(parseCertificateRequest(pem), subject)).chainPem
  }
  server.addService(gatewayService, {
    enroll: async (call: ServerUnaryCall<EnrollRequest, EnrollResponse>, callback: sendUnaryData<EnrollResponse>) => {
      gateway.enrolled.push(call.request)
      const { failEnroll } = gateway
      gateway.failEnroll = undefined
      if (failEnroll) return callback(failEnroll)
      const certificateChain = await issue(call.request.certificateRequest ?? '')
      return callback(null, { certificateChain, namespace: 'default', name: 'demo', uid: 'uid-1' })
    },
    renew: async (call: ServerUnaryCall<RenewRequest, RenewResponse>, callback: sendUnaryData<RenewResponse>) => {
      gateway.renewed.push(call.request)
      callback(null, { certificateChain: await issue(call.request.certificateRequest ?? '') })
    },
    connect: async (call: ServerDuplexStream<Uint8Array, Uint8Array>) => {
      if (gateway.failConnect) {
        call.emit('error', gateway.failConnect)
        return
      }
      const admit = async () => gateway.refuse ?? { heartbeatMs: 5000, resumeMs: 0 }
      const accepted = await acceptSession({ transport: toFrameTransport(call), epoch: 'server', admit })
      if (!accepted) return
      gateway.sessions.push(accepted)
      for (const resolve of waiting.splice(0)) resolve(accepted)
    },
  })
  const pairs = [{ private_key: Buffer.from(tls.keyPem), cert_chain: Buffer.from(tls.chainPem) }]
  const credentials = ServerCredentials.createSsl(Buffer.from(authority.certificatePem), pairs, options.mutual ?? false)
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${options.port ?? 0}`, credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  t.teardown(() => server.forceShutdown())
  return Object.assign(gateway, { port, address: `127.0.0.1:${port}` })
}

/** A directory for an agent. Goes with the test. */
export function stateDirectory(t: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'arhat-state-'))
  t.teardown(() => rmSync(directory, { recursive: true, force: true }))
  return join(directory, 'state')
}

import type { SessionEnd } from '../../proto/mux/session.ts'
import type { OfflineReport } from './status.ts'

type Why = Pick<OfflineReport, 'reason' | 'message'>

/** How the end of a connection is told in the condition Ready. */
export function offlineReason({ by, goodbye }: SessionEnd): Why {
  switch (goodbye?.code) {
    case 'dead':
      return { reason: 'HeartbeatsMissed', message: 'The device did not answer two heartbeats.' }
    case 'revoked':
      return { reason: 'CertificateRevoked', message: 'The certificate of the device was revoked.' }
    case 'protocol-error':
      return { reason: 'ProtocolError', message: 'The connection broke the rules of the protocol.' }
    case 'shutting-down':
      return by === 'us'
        ? { reason: 'ServerStopped', message: 'The server stopped; the device will connect to it again.' }
        : { reason: 'AgentStopped', message: 'The agent was stopped on the device.' }
    default:
      return { reason: 'ConnectionLost', message: 'The connection to the device was lost.' }
  }
}

/** For a device that was Online when the server was killed. */
export const serverRestarted: Why = {
  reason: 'ServerRestarted',
  message: 'The device did not connect yet since the server was started.',
}

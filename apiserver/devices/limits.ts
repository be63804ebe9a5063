/** All bounds and delays of this folder. */
export interface DeviceLimits {
  /** Concurrent sessions on one device; more get 429. A port-forward is one session. */
  readonly sessionsPerDevice: number
  /** Concurrent connections of all port-forwards on one device; more are reset, and logged. */
  readonly connectionsPerDevice: number
  /** The share of a device's sessions, and of its connections, that one user may take, in percent. */
  readonly devicePercentPerUser: number
  /** How long an agent may take to accept a channel; then 504. */
  readonly openTimeoutMs: number
  /** How long a connection may live without being admitted. */
  readonly connectionGraceMs: number
  /** How long an agent may take to send its hello. */
  readonly helloTimeoutMs: number
  /** Connections that are not admitted, all together; beyond, the oldest of the network with the most is cut. */
  readonly pendingConnections: number
  /** How long an enrolment or a renewal may take. */
  readonly callTimeoutMs: number
  /** Concurrent enrolments and renewals; more are refused as unavailable. */
  readonly concurrentCalls: number
  /** Failed enrolments of one network within a minute; further failures are answered without their reason. */
  readonly failuresPerAddress: number
  readonly certificateDays: number
  /** How long after its expiry a certificate can be renewed with its own key. */
  readonly renewalGraceDays: number
  /** The least age of a certificate that is renewed. */
  readonly renewalPauseMs: number
  readonly tokenSeconds: { readonly default: number; readonly min: number; readonly max: number }
  readonly tokensPerDevice: number
  /** How often expired tokens and records of deleted devices are swept. */
  readonly sweepMs: number
  /** How often the agent of a device must change within a minute for the device to count as a duplicate. */
  readonly alternations: number
  /** How long newcomers are refused once two agents alternate. */
  readonly duplicateBackoffMs: number
  /** The longest backoff between attempts to write presence. */
  readonly maxPresenceBackoffMs: number
  /** How long a start waits until devices that an earlier server left Online are stored as Offline. */
  readonly sweepTimeoutMs: number
  /** How long `close` waits until presence is written. */
  readonly closeTimeoutMs: number
}

export const defaultLimits: DeviceLimits = {
  sessionsPerDevice: 64,
  connectionsPerDevice: 1024,
  devicePercentPerUser: 75,
  openTimeoutMs: 30_000,
  connectionGraceMs: 30_000,
  helloTimeoutMs: 20_000,
  pendingConnections: 4096,
  callTimeoutMs: 10_000,
  concurrentCalls: 256,
  failuresPerAddress: 10,
  certificateDays: 30,
  renewalGraceDays: 90,
  renewalPauseMs: 5_000,
  tokenSeconds: { default: 600, min: 60, max: 86_400 },
  tokensPerDevice: 16,
  sweepMs: 60_000,
  alternations: 3,
  duplicateBackoffMs: 60_000,
  maxPresenceBackoffMs: 10_000,
  sweepTimeoutMs: 10_000,
  closeTimeoutMs: 5_000,
}

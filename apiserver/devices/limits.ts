/** Every bound and delay of this folder. */
export interface DeviceLimits {
  /** Sessions at once on one device; more get 429. A port-forward is one, whatever it carries. */
  readonly sessionsPerDevice: number
  /** Connections of all port-forwards at once on one device; one more is reset, and logged. */
  readonly connectionsPerDevice: number
  /** What one user may have of a device's sessions, and of its connections, in percent: the rest is for others. */
  readonly devicePercentPerUser: number
  /** How long an agent may take to admit a channel; then 504. */
  readonly openTimeoutMs: number
  /** How long a call other than an admitted Connect may keep a connection alive. */
  readonly connectionGraceMs: number
  /** How long an agent may take to say hello on its Connect call. */
  readonly helloTimeoutMs: number
  /** Connections without an admitted Connect, all together; beyond, the oldest of the busiest address goes. */
  readonly pendingConnections: number
  /** How long Enroll and Renew may take. */
  readonly callTimeoutMs: number
  /** Enrolments and renewals in progress at once; more get RESOURCE_EXHAUSTED. */
  readonly concurrentCalls: number
  /** Failed enrolments of one address within a minute; then only tokens that are right get through. */
  readonly failuresPerAddress: number
  readonly certificateDays: number
  /** How long after its expiry a certificate can still be renewed with its own key. */
  readonly renewalGraceDays: number
  /** How old a certificate has to be for another one; before, RESOURCE_EXHAUSTED. */
  readonly renewalPauseMs: number
  readonly tokenSeconds: { readonly default: number; readonly min: number; readonly max: number }
  readonly tokensPerDevice: number
  /** How often expired tokens are looked for. */
  readonly sweepMs: number
  /** Replacements by alternating agents within a minute that make a duplicate. */
  readonly alternations: number
  /** How long a newcomer is sent away once two agents alternate. */
  readonly duplicateBackoffMs: number
  /** The longest pause between attempts to write presence. */
  readonly maxPresenceBackoffMs: number
  /** How long a start waits until what an earlier server left Online is stored as Offline. */
  readonly sweepTimeoutMs: number
  /** How long `close` waits for presence to be written. */
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

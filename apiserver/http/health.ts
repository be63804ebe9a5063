/**
 * One thing that must be well. Declared here by its consumer; whoever has something to watch offers one.
 */
export interface HealthCheck {
  /** As in `/readyz/NAME`: lower-case letters, digits and dashes. */
  readonly name: string
  /** Rejects with why it is not well. Aborted after a few seconds, which counts as not well. */
  check(signal: AbortSignal): Promise<void>
  /** True: a failure asks for a restart of the process, so `/livez` has it too. Otherwise `/readyz` and `/healthz` alone. */
  readonly liveness?: boolean
}

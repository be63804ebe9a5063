import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { apiServiceObject } from './api-service.ts'
import type { ServiceName } from './api-service.ts'
import { secretObject } from './ca-secret.ts'
import { Installer } from './installer.ts'
import type { ServingKey } from './serving-key.ts'
import type { ClusterObjects } from './cluster-objects.ts'

/** The Secret of the manifests: empty there, so that applying them again leaves it alone. */
export const servingCaSecret = 'aranya-serving-ca'

interface InstallationOptions {
  readonly cluster: ClusterObjects
  readonly service: ServiceName
  /** `<version>.<group>`. */
  readonly apiServiceName: string
  /** Names and addresses for the certificate, beside the Service's. */
  readonly extraNames: readonly string[]
  readonly log: Logger
  readonly timing?: Partial<InstallationTiming>
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

interface InstallationTiming {
  /** From one round to the next, which finds what others changed. */
  readonly intervalMs: number
  /** How long a round may take. */
  readonly roundTimeoutMs: number
  /** How long a step of a CA's rotation is left alone, for all kube-apiservers to see it. */
  readonly settleMs: number
}

const defaultTiming: InstallationTiming = { intervalMs: 10_000, roundTimeoutMs: 15_000, settleMs: 300_000 }
const firstRetryMs = 500

/** This server's place in its cluster, kept as it should be until it is closed. */
export interface Installation {
  /** With what to serve now. */
  servingKey(): ServingKey
  /** Called with each new serving key; for one listener. */
  onServingKey(listener: (key: ServingKey) => void): void
  /** Called when the port is open: from then on the cluster is told to trust what is served there. */
  register(): void
  /** For `/readyz`. */
  readonly healthCheck: { readonly name: string; check(): void }
  /** Idempotent. Leaves the cluster's objects as they are. */
  close(): Promise<void>
}

/**
 * Finds the CA to serve with; `register` then has kube-apiserver trust it, and keeps all of that as it should be. Resolves after
 * one attempt, whether it went well or not: a cluster that is not there yet, or lacks the manifests, is asked again
 * until it is well, and the log says what is missing.
 */
export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  const running = new RunningInstallation(options)
  await running.start()
  return running
}

class RunningInstallation implements Installation {
  readonly healthCheck = { name: 'serving-certificate', check: () => this.#check() }
  readonly #log: Logger
  readonly #timing: InstallationTiming
  readonly #installer: Installer
  readonly #closing = new AbortController()
  #key: ServingKey | undefined
  #listener: (key: ServingKey) => void = () => {}
  #loop: Promise<void> | undefined
  #failures = 0
  #problem = ''

  constructor(options: InstallationOptions) {
    const { cluster, service, apiServiceName, extraNames, log, now = Date.now } = options
    this.#log = log
    this.#timing = { ...defaultTiming, ...options.timing }
    this.#installer = new Installer({
      cluster,
      service,
      secret: secretObject(service.namespace, servingCaSecret),
      apiService: apiServiceObject(apiServiceName),
      names: [...serviceNames(service), ...extraNames],
      settleMs: this.#timing.settleMs,
      onIssued: (key) => this.#use(key),
      now,
      log,
    })
  }

  async start(): Promise<void> {
    await this.#round()
    if (!this.#key) await this.#installer.serveUntrusted()
  }

  register(): void {
    this.#installer.listening()
    this.#loop ??= this.#repeat(this.#closing.signal)
  }

  servingKey(): ServingKey {
    if (!this.#key) throw new Error('there is no serving certificate before the installation was started')
    return this.#key
  }

  onServingKey(listener: (key: ServingKey) => void): void {
    this.#listener = listener
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#loop
  }

  #use(key: ServingKey): void {
    this.#key = key
    this.#listener(key)
  }

  #check(): void {
    if (!this.#installer.isServing)
      throw new Error(this.#problem || 'the CA of the serving certificate is not read yet')
  }

  async #repeat(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#round()
      // Not awaited by anything but close(): it must not keep the process.
      await delay(this.#pauseMs(), undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  /** Soon after a failure, then less and less often. */
  #pauseMs(): number {
    const { intervalMs } = this.#timing
    if (this.#failures === 0) return intervalMs
    return Math.min(intervalMs, firstRetryMs * 2 ** Math.min(this.#failures, 10))
  }

  async #round(): Promise<void> {
    const { signal } = this.#closing
    try {
      await this.#installer.round(AbortSignal.any([signal, AbortSignal.timeout(this.#timing.roundTimeoutMs)]))
      if (this.#failures > 0) this.#log.info('installed in the cluster again')
      this.#failures = 0
      this.#problem = ''
    } catch (err) {
      if (!signal.aborted) this.#fail(err)
    }
  }

  /** The same problem is said once. */
  #fail(err: unknown): void {
    this.#failures += 1
    const problem = String(err)
    if (problem !== this.#problem) this.#log.error({ err }, 'not installed in the cluster; trying again')
    this.#problem = problem
  }
}

/** kube-apiserver asks for the first of them. */
function serviceNames({ namespace, name }: ServiceName): readonly string[] {
  return [`${name}.${namespace}.svc`, `${name}.${namespace}`, 'localhost', '127.0.0.1', '::1']
}

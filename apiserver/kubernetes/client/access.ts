import type { Agent } from 'node:http'

/** How kube-apiserver is reached, and as whom. */
export interface ClusterAccess {
  readonly server: URL
  /** What to present now: tokens and certificates change while the server runs. */
  credentials(): Promise<Credentials>
  /** kube-apiserver refused them: they are not to be used again. */
  forget(): void
}

export interface Credentials {
  readonly headers: Readonly<Record<string, string>>
  readonly tls: ClusterTls
  /** Through a proxy; it has the credentials for TLS in it. */
  readonly agent?: Agent
}

/** Options of `node:tls`, as PEM where they are that. */
export interface ClusterTls {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly servername?: string
  /** False where a kubeconfig says so. */
  readonly rejectUnauthorized?: boolean
}

export interface RememberOptions {
  readonly forMs: number
  /** Milliseconds, from a clock that never goes back. */
  readonly now: () => number
}

/** Reads credentials again when they are older than `forMs`, or were refused; callers at the same time share one reading. */
export function rememberCredentials(
  read: () => Promise<Credentials>,
  { forMs, now }: RememberOptions,
): Pick<ClusterAccess, 'credentials' | 'forget'> {
  let known: { readonly reading: Promise<Credentials>; readonly untilMs: number } | undefined
  const forget = (): void => {
    known = undefined
  }
  return {
    forget,
    credentials: () => {
      if (known !== undefined && now() < known.untilMs) return known.reading
      const reading = read()
      const current = { reading, untilMs: now() + forMs }
      known = current
      reading.catch(() => {
        if (known === current) forget()
      })
      return reading
    },
  }
}

/** Without an answer: `unreachable`, `timeout`; with one that is of no use: `malformed`. */
export type ClusterFailure = 'unreachable' | 'timeout' | 'malformed'

/** Why kube-apiserver did not do what it was asked. `code` is its HTTP status, where it answered with one. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError'
  readonly code: number | ClusterFailure
  /** What it said to wait before another try. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: number | ClusterFailure,
    message: string,
    options?: ErrorOptions & { readonly retryAfterMs?: number },
  ) {
    super(message, options)
    this.code = code
    this.retryAfterMs = options?.retryAfterMs
  }
}

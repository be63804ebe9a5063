import type { TestServer } from './test-server.ts'

/** What a test asks of exec. */
export interface ExecQuery {
  readonly command: readonly string[]
  readonly stdin?: boolean
  readonly stdout?: boolean
  readonly stderr?: boolean
  readonly tty?: boolean
  readonly resource?: string
  /** exec when absent. */
  readonly subresource?: string
}

/** A client of one dialect, made by hand so that it can be as wrong as a test wants. */
export interface StreamClient {
  /** All that came, in order. */
  readonly stdout: Buffer[]
  readonly stderr: Buffer[]
  /** All text of the error stream. Resolves when the connection is over. */
  readonly status: Promise<string>
  /** Resolves when something more has come on stdout. */
  nextOutput(): Promise<void>
  write(payload: Buffer): Promise<void>
  endStdin(): void
  resize(text: string): void
  /** Stops reading the socket. */
  pause(): void
  resume(): void
  /** As `kill -9`. */
  kill(): void
}

/** One way of speaking to the server; see the suite in test/conformance/streams.ts. */
export interface StreamDialect {
  readonly name: string
  /** The first version has no resize, in any transport. */
  readonly resizes: boolean
  /** stdin can end while output goes on. */
  readonly halfCloses: boolean
  /** The status is JSON; else text, and none for success. */
  readonly jsonStatus: boolean
  connect(server: TestServer, query: ExecQuery): Promise<StreamClient>
}

/** A handshake that was answered with something else than 101. */
export class HandshakeRefused extends Error {
  readonly code: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>

  constructor(code: number, body: string, headers: HandshakeRefused['headers']) {
    super(body)
    this.code = code
    this.headers = headers
  }
}

export function execPath({ command, resource = 'pods', subresource = 'exec', ...flags }: ExecQuery): string {
  const query = new URLSearchParams(command.map((word): [string, string] => ['command', word]))
  for (const [name, value] of Object.entries({ stdout: true, stderr: true, ...flags })) query.set(name, String(value))
  const prefix = resource === 'pods' ? '/api/v1' : '/apis/aranya.arhat.dev/v1alpha1'
  return `${prefix}/namespaces/default/${resource}/pod/${subresource}?${query.toString()}`
}

/** Collects one stream's chunks and tells when more came. */
export class Collector {
  readonly chunks: Buffer[] = []
  #waiters: (() => void)[] = []

  add(chunk: Buffer): void {
    this.chunks.push(chunk)
    for (const waiter of this.#waiters.splice(0)) waiter()
  }

  next(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve))
  }
}

import type { HttpServerOptions, TlsMaterial } from './options.ts'

/** The API's HTTPS server. Owns its sockets, and whatever runs on them. */
export interface HttpServer {
  /** Resolves with the port that was bound; rejects with node's error, such as EADDRINUSE. */
  listen(address: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }>
  /** New connections use it from now on. Throws when the PEM is not usable, and keeps the old one. */
  reloadTls(tls: TlsMaterial): void
  /**
   * Stops accepting, ends watches in order, aborts streams, and resolves when every socket is gone, after
   * `closeGraceMs` at the latest. Idempotent.
   */
  close(): Promise<void>
}

/** Builds all routes; nothing is bound before `listen`. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  throw new Error(`not built yet: ${options.version}`)
}

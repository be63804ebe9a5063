import { connect } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { explainAnotherPort, isAnotherPort, toPlainWords } from './call-error.ts'
import { splitServer } from '../../state/config.ts'
import { UserError } from '../../state/state-files.ts'

export interface PinnedRootOptions {
  /** HOST:PORT. */
  readonly server: string
  /** `sha256:` and 64 hex digits, over the DER of the CA's certificate. */
  readonly caHash: string
  readonly deadlineMs: number
}

/** A chain is two certificates with us; this bounds what a stranger can make us walk. */
const maxChainLength = 16

/**
 * Asks the server for its certificates and resolves with the PEM of the one that has the hash. That proves nothing yet:
 * it is to be the only root of the next connection, and TLS then proves that the chain ends in it. Rejects with UserError.
 */
export async function fetchPinnedRoot(options: PinnedRootOptions): Promise<string> {
  const wanted = parseCaHash(options.caHash)
  const chain = await fetchChain(options)
  const root = chain.find((certificate) => hashOf(certificate) === wanted)
  if (root) return root.toString()
  const seen = chain.map((certificate) => hashOf(certificate)).join(', ')
  throw new UserError(
    `the server at ${options.server} is not the one that the token is for: none of its certificates has the hash ${wanted} ` +
      `(seen: ${seen || 'none'}). Check --server and --ca-hash; if the server was set up anew, create a new token`,
  )
}

/** Lower-case `sha256:<hex>`. Throws UserError. */
export function parseCaHash(text: string): string {
  const hash = text.toLowerCase()
  if (!/^sha256:[0-9a-f]{64}$/.test(hash))
    throw new UserError(
      `--ca-hash must be sha256: and 64 hex digits, as in the join command; it is ${JSON.stringify(text)}`,
    )
  return hash
}

function hashOf(certificate: X509Certificate): string {
  return `sha256:${certificate.fingerprint256.replaceAll(':', '').toLowerCase()}`
}

async function fetchChain({ server, deadlineMs }: PinnedRootOptions): Promise<X509Certificate[]> {
  const { host, port } = splitServer(server) ?? { host: server, port: 0 }
  // Whatever is presented is only looked at. Nothing is sent.
  const socket = connect({
    host,
    port,
    rejectUnauthorized: false,
    ALPNProtocols: ['h2'],
    ...(isIP(host) ? {} : { servername: host }),
  })
  try {
    await handshake(socket, deadlineMs)
    return chainOf(socket)
  } catch (error) {
    throw new UserError(explain(toPlainWords((error as Error).message), server), { cause: error })
  } finally {
    socket.destroy()
  }
}

function explain(words: string, server: string): string {
  if (isAnotherPort(words)) return explainAnotherPort(server, words)
  return `no TLS connection to ${server}: ${words}. Check --server, and the network`
}

function handshake(socket: TLSSocket, deadlineMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs / 1000} s`)), deadlineMs)
    socket.once('secureConnect', resolve)
    socket.on('error', reject)
    socket.once('close', () => {
      clearTimeout(timer)
      reject(new Error('the server closed the connection'))
    })
  })
}

function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = []
  let certificate = socket.getPeerX509Certificate()
  while (
    certificate &&
    chain.length < maxChainLength &&
    !chain.some((known) => known.fingerprint256 === certificate?.fingerprint256)
  ) {
    chain.push(certificate)
    certificate = certificate.issuerCertificate
  }
  return chain
}

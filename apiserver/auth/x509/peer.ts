import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'

/** A bound for what a client sends along. */
const maxChain = 16

/** The certificate that a client has shown to have the key of, and what it sent along; empty where it showed none. */
export function peerChain(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  let certificate = socket.getPeerX509Certificate()
  while (certificate !== undefined && chain.length < maxChain) {
    chain.push(certificate)
    certificate = certificate.issuerCertificate
  }
  return chain
}

/** The values of one part of the subject, such as CN or O, in order. */
export function subjectValues(certificate: X509Certificate, part: 'CN' | 'O'): readonly string[] {
  const value: string | readonly string[] | undefined = certificate.toLegacyObject().subject?.[part]
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}

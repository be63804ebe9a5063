import { status } from '@grpc/grpc-js'
import { UserError } from '../../state/state-files.ts'
import { grpcStatusOf } from './gateway-client.ts'

/** Says what a failed call means to the person at the device. */
export function toCallError(error: unknown, server: string): UserError {
  const { code, details } = grpcStatusOf(error) ?? { code: status.UNKNOWN, details: (error as Error).message }
  return new UserError(explain(code, details, server), { cause: error })
}

function explain(code: status, details: string, server: string): string {
  switch (code) {
    case status.UNAUTHENTICATED:
    case status.PERMISSION_DENIED:
      return `the server at ${server} refused: ${details}`
    case status.RESOURCE_EXHAUSTED:
      return `the server at ${server} has too much to do: ${details}. Try again in a minute`
    case status.DEADLINE_EXCEEDED:
      return `no answer from ${server} in time: check the network, and that it is the server's port for agents`
    case status.CANCELLED:
      return `the call to ${server} was cancelled`
    case status.UNAVAILABLE:
      return explainUnavailable(details, server)
    default:
      return `the server at ${server} failed: ${details}`
  }
}

/** What an error of TLS, of the network or of grpc-js says, without the numbers and the places in their sources. */
export function toPlainWords(text: string): string {
  return text
    .replaceAll(/[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)[^\n]*\n?/g, '$1')
    .replace(/^No connection established\. Last error: (?:Error[^:]*: )?/, '')
    .replace(/\. Resolution note: $/, '')
}

/** Whether something listens there that speaks of no agents: the Kubernetes API, or a port without TLS. */
export function isAnotherPort(words: string): boolean {
  return /no application protocol|wrong version number/i.test(words)
}

export function explainAnotherPort(server: string, words: string): string {
  return `what listens at ${server} is not a server's port for agents: ${words}. Check the port; 6444 is usual, and 6443 that of the Kubernetes API`
}

/** OpenSSL's and Node's words for a chain that does not end in the root, or names another server. */
const certificateWords = /certificate|altnames|issuer|self.signed|CERT_/i

function explainUnavailable(text: string, server: string): string {
  const details = toPlainWords(text)
  if (isAnotherPort(details)) return explainAnotherPort(server, details)
  if (/not yet valid|has expired|CERT_NOT_YET_VALID|CERT_HAS_EXPIRED/i.test(details))
    return `the certificate of ${server} is not good at this time: ${details}. Check this device's clock`
  if (certificateWords.test(details))
    return `the server at ${server} is not to be trusted: ${details}. Its certificate must come from the CA of the join command, and name this address`
  return `no connection to ${server}: ${details}`
}

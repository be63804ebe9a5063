/** The peer broke the rules of docs/protocol.md. Ends the session with the goodbye `protocol-error`. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}

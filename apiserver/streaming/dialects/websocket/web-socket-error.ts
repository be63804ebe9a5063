/** RFC 6455, section 7.4.1. `none` and `abnormal` are never sent: there was no code, or no close. */
export const closeCode = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  none: 1005,
  abnormal: 1006,
  tooBig: 1009,
  internalError: 1011,
} as const

/** What is wrong with what a client sent; `code` is the close code to tell it with. */
export class WebSocketError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** An error whose message is all that its reader needs: what is wrong, and the way out. Shown without a stack. */
export class UserError extends Error {
  override readonly name: string = 'UserError'
}

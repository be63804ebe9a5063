import { X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { UserError } from '../../state/user-error.ts'

/** Returns `chain` when its first certificate is for `key`. Throws UserError. */
export function checkCertificate(chain: string, key: KeyObject): string {
  try {
    if (new X509Certificate(chain).checkPrivateKey(key)) return chain
  } catch (error) {
    throw new UserError(`the server answered with no certificate: ${(error as Error).message}`, { cause: error })
  }
  throw new UserError('the server answered with a certificate for another key')
}

import type { Authority, IssuedCertificate } from '../../pki/authority.ts'
import { CertificateRequestError, parseCertificateRequest } from '../../pki/certificate-request.ts'
import type { CertificateRequest } from '../../pki/certificate-request.ts'
import { KeyLock } from '../../registry/object-writer.ts'
import type { DeviceRef } from '../../streaming/session/device-dialer.ts'
import { describeDevice, findDevice } from '../store/edge-devices.ts'
import type { DeviceReader } from '../store/edge-devices.ts'
import type { Enrolment, Enrolments } from './enrolments.ts'
import { Refusal, revoked, unauthenticated } from './refusal.ts'
import type { FoundToken, Tokens } from './tokens.ts'

const dayMs = 86_400_000
const newToken = 'create a new join token for the EdgeDevice, and run arhat join with it'

export interface EnrollerOptions {
  readonly authority: Pick<Authority, 'signRequest'>
  readonly devices: DeviceReader
  readonly tokens: Tokens
  readonly enrolments: Enrolments
  readonly now: () => number
  readonly certificateDays: number
  readonly renewalGraceDays: number
  readonly renewalPauseMs: number
  /** Called when a certificate was issued, after the enrolment is stored and before the answer. */
  readonly onEnrolled: (enrolment: Enrolment) => void
}

/** The answer to enrolment and renewal. */
export interface Enrolled {
  readonly chainPem: string
  readonly device: DeviceRef
}

/** Issues certificates to devices, and knows which are revoked. Methods throw Refusal and StorageError. */
export class Enroller {
  readonly #options: EnrollerOptions
  readonly #lock = new KeyLock()

  constructor(options: EnrollerOptions) {
    this.#options = options
  }

  /** Trades a join token and a certificate request for a certificate. */
  async enroll(token: string, requestPem: string): Promise<Enrolled> {
    const found = await this.#findToken(token)
    const request = readRequest(requestPem)
    if (!(await this.#options.tokens.bind(found, request.keyHash)))
      throw new Refusal('permission_denied', `the token was used with another key; ${newToken}`)
    return this.#lock.run(found.device.uid, () => this.#enrollKey(found, request))
  }

  /**
   * Trades a request signed by the enrolled key for a new certificate of that key. The signature is the proof, so an expired
   * certificate suffices, and a replayed request is useless without the key. `uid` comes from the peer's certificate if that
   * is valid; otherwise the request's subject names the device.
   */
  async renew(requestPem: string, uid: string | undefined): Promise<Enrolled> {
    const request = readRequest(requestPem)
    return this.#lock.run(uid ?? request.commonName, async () => {
      const enrolment = await this.check({ uid: uid ?? request.commonName, keyHash: request.keyHash })
      this.#checkGrace(enrolment)
      this.#checkPause(enrolment)
      const issued = await this.#sign(enrolment.device, request)
      return this.#keep({ ...enrolment, ...certificateOf(issued) }, issued)
    })
  }

  /** The enrolment of a key. Throws a Refusal that says `isRevoked` when the device was deleted or has another key. */
  async check({ uid, keyHash }: { readonly uid: string; readonly keyHash: string }): Promise<Enrolment> {
    const enrolment = await this.#options.enrolments.get(uid)
    if (!enrolment || !findDevice(this.#options.devices, enrolment.device))
      throw revoked(`the EdgeDevice of this certificate was deleted; ${newToken}`)
    if (enrolment.keyHash !== keyHash)
      throw revoked(
        `the certificate is revoked, because the EdgeDevice was enrolled again with another key; ${newToken}`,
      )
    return enrolment
  }

  /** The device connected with its certificate: deletes the token that it enrolled with. */
  async confirm(uid: string): Promise<void> {
    await this.#lock.run(uid, async () => {
      const enrolment = await this.#options.enrolments.get(uid)
      if (enrolment?.tokenId === undefined) return
      const { tokenId, ...confirmed } = enrolment
      await this.#options.tokens.delete(tokenId)
      await this.#options.enrolments.put(confirmed)
    })
  }

  /** Deletes all records of a device. */
  async forget(device: DeviceRef): Promise<void> {
    await this.#lock.run(device.uid, async () => {
      await this.#options.enrolments.delete(device.uid)
      await this.#options.tokens.deleteOf(device)
    })
  }

  async #findToken(token: string): Promise<FoundToken> {
    const found = await this.#options.tokens.find(token)
    if (found === 'unknown')
      throw unauthenticated(`the token is unknown; it may have been used, or have expired; ${newToken}`)
    if (typeof found === 'string') throw unauthenticated(`the token has expired; ${newToken}`)
    if (!findDevice(this.#options.devices, found.device))
      throw unauthenticated(`the EdgeDevice ${describeDevice(found.device)} of this token was deleted`)
    return found
  }

  async #enrollKey(token: FoundToken, request: CertificateRequest): Promise<Enrolled> {
    const { device, id: tokenId } = token
    const issued = await this.#sign(device, request)
    const before = await this.#options.enrolments.get(device.uid)
    // The token of an older key must not bring that key back.
    if (before?.tokenId !== undefined && before.tokenId !== tokenId) await this.#options.tokens.delete(before.tokenId)
    return this.#keep({ device, keyHash: request.keyHash, tokenId, ...certificateOf(issued) }, issued)
  }

  async #keep(enrolment: Enrolment, issued: IssuedCertificate): Promise<Enrolled> {
    await this.#options.enrolments.put(enrolment)
    // Deleted meanwhile: the record would stay behind.
    if (!findDevice(this.#options.devices, enrolment.device)) {
      await this.#options.enrolments.delete(enrolment.device.uid)
      throw unauthenticated(`the EdgeDevice ${describeDevice(enrolment.device)} was deleted`)
    }
    this.#options.onEnrolled(enrolment)
    return { chainPem: issued.chainPem, device: enrolment.device }
  }

  #sign(device: DeviceRef, request: CertificateRequest): Promise<IssuedCertificate> {
    const uri = `aranya://${device.namespace}/${device.name}`
    return this.#options.authority.signRequest(request, {
      commonName: device.uid,
      uri,
      days: this.#options.certificateDays,
    })
  }

  #checkGrace(enrolment: Enrolment): void {
    const { now, renewalGraceDays } = this.#options
    if (now() > enrolment.notAfterMs + renewalGraceDays * dayMs)
      throw unauthenticated(`the certificate expired more than ${renewalGraceDays} days ago; ${newToken}`)
  }

  /** A renewal costs some milliseconds of CPU and a write, so a device may not repeat it at once. */
  #checkPause({ notAfterMs }: Enrolment): void {
    const { now, certificateDays, renewalPauseMs } = this.#options
    const ageMs = now() - (notAfterMs - certificateDays * dayMs)
    if (ageMs >= 0 && ageMs < renewalPauseMs)
      throw new Refusal('resource_exhausted', 'the certificate was issued a moment ago; wait some seconds')
  }
}

function readRequest(pem: string): CertificateRequest {
  try {
    return parseCertificateRequest(pem)
  } catch (error) {
    if (!(error instanceof CertificateRequestError)) throw error
    throw new Refusal('invalid_argument', error.message, { cause: error })
  }
}

function certificateOf({
  serialNumber,
  notAfterMs,
}: IssuedCertificate): Pick<Enrolment, 'serialNumber' | 'notAfterMs'> {
  return { serialNumber, notAfterMs }
}

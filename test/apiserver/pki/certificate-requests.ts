import { execFile } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import forge from 'node-forge'

export interface RequestOptions {
  readonly commonName?: string
  readonly key?: KeyObject
  /** Signs in place of `key`: the request is then a lie. */
  readonly signer?: KeyObject
}

export function makeKey(modulusLength = 2048): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey
}

/** The declared types of forge leave this one out. */
const pki = forge.pki as typeof forge.pki & {
  getCertificationRequestInfo(request: forge.pki.CertificateSigningRequest): forge.asn1.Asn1
}

/** A certificate request, PEM. */
export function makeRequest({ commonName = 'x', key = makeKey(), signer = key }: RequestOptions = {}): string {
  const request = forge.pki.createCertificationRequest()
  const keyPem = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  const privateKey = forge.pki.privateKeyFromPem(keyPem)
  request.publicKey = forge.pki.setRsaPublicKey(privateKey.n, privateKey.e)
  request.setSubject([{ name: 'commonName', value: commonName }])
  request.sign(privateKey, forge.md.sha256.create())
  const info = pki.getCertificationRequestInfo(request)
  const bytes = Buffer.from(forge.asn1.toDer(info).getBytes(), 'latin1')
  request.signature = sign('sha256', bytes, createPrivateKey(signer.export({ type: 'pkcs8', format: 'pem' }))).toString(
    'latin1',
  )
  return forge.pki.certificationRequestToPem(request)
}

export function makeCurveKey(namedCurve: string): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).privateKey
}

export interface OpensslOptions {
  readonly key: KeyObject
  readonly digest: string
  readonly commonName: string
}

/** A certificate request, PEM, by somebody else's program. */
export async function makeRequestByOpenssl(
  t: { testdir(): string },
  { key, digest, commonName }: OpensslOptions,
): Promise<string> {
  const path = join(t.testdir(), 'key.pem')
  writeFileSync(path, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const args = ['req', '-new', '-key', path, `-${digest}`, '-subj', `/CN=${commonName}`]
  return (await promisify(execFile)('openssl', args)).stdout
}

import { createHash, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import forge from 'node-forge'
import { bitsOf, childrenOf, encodeDer, parseDer } from './der.ts'
import type { DerNode } from './der.ts'

const dayMs = 86_400_000
/** Clocks of devices and laptops run late: a certificate is valid from a little before it was issued. */
const backdateMs = 5 * 60_000
/** RFC 5280, appendix A: ub-common-name. OpenSSL refuses longer ones. */
const maxCommonNameLength = 64
const sha256WithRsa = '1.2.840.113549.1.1.11'
const subjectKeyIdentifierId = '2.5.29.14'
/** Where a TBSCertificate has the SubjectPublicKeyInfo: RFC 5280, 4.1. */
const publicKeyIndex = 6

/** The contents of a certificate to be issued. */
export interface CertificateSpec {
  readonly commonName: string
  readonly organizations?: readonly string[]
  readonly publicKey: KeyObject
  readonly usage: 'ca' | 'server' | 'client'
  /** Subject alternative names: DNS names and IP addresses. */
  readonly names?: readonly string[]
  readonly uri?: string
  readonly days: number
  readonly nowMs: number
}

/**
 * Issues a certificate, self-signed without an `issuer`. node-forge builds the structure, node:crypto signs it in its thread pool.
 * `key` is the issuer's RSA key; the certificate's own may be of any type.
 */
export async function buildCertificate(
  spec: CertificateSpec,
  key: KeyObject,
  issuer?: forge.pki.Certificate,
): Promise<forge.pki.Certificate> {
  const certificate = forge.pki.createCertificate()
  const publicKey = toPublicKeyInfo(spec.publicKey)
  // node-forge supports RSA keys only: it gets the issuer's for now, and signCertificate puts the real one in its place.
  certificate.publicKey = issuer?.publicKey ?? forge.pki.publicKeyFromPem(toPublicPem(spec.publicKey))
  certificate.serialNumber = randomSerial()
  setValidity(certificate, spec, issuer)
  certificate.setSubject(toSubject(spec))
  certificate.setIssuer(issuer ? issuer.subject.attributes : certificate.subject.attributes)
  certificate.setExtensions([
    ...usageExtensions(spec.usage),
    ...nameExtensions(spec),
    ...keyExtensions(publicKey, issuer),
  ])
  await signCertificate(certificate, publicKey, key)
  return certificate
}

/** PEM with line feeds only. */
export function certificatePem(certificate: forge.pki.Certificate): string {
  return forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n')
}

/** Fields that `certificateToAsn1` reads, but the declared types lack. */
type SignableCertificate = forge.pki.Certificate & {
  siginfo: { algorithmOid: string }
  tbsCertificate: DerNode
}
const pki = forge.pki as typeof forge.pki & { getTBSCertificate(certificate: forge.pki.Certificate): DerNode }

async function signCertificate(certificate: forge.pki.Certificate, publicKey: DerNode, key: KeyObject): Promise<void> {
  const signable = certificate as SignableCertificate
  signable.signatureOid = sha256WithRsa
  signable.siginfo.algorithmOid = sha256WithRsa
  signable.tbsCertificate = pki.getTBSCertificate(certificate)
  childrenOf(signable.tbsCertificate)[publicKeyIndex] = publicKey
  signable.signature = (await signBytes(encodeDer(signable.tbsCertificate), key)).toString('latin1')
}

function signBytes(bytes: Buffer, key: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign('sha256', bytes, key, (error, signature) => (error ? reject(error) : resolve(signature)))
  })
}

function setValidity(certificate: forge.pki.Certificate, spec: CertificateSpec, issuer?: forge.pki.Certificate): void {
  const notBefore = spec.nowMs - backdateMs
  const notAfter = spec.nowMs + spec.days * dayMs
  const bounds = issuer?.validity
  certificate.validity.notBefore = new Date(Math.max(notBefore, bounds?.notBefore.getTime() ?? notBefore))
  certificate.validity.notAfter = new Date(Math.min(notAfter, bounds?.notAfter.getTime() ?? notAfter))
}

/** 128 bits, positive, and without a leading zero byte, so that its hex and DER forms agree. */
function randomSerial(): string {
  const bytes = randomBytes(16)
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0)
  return bytes.toString('hex')
}

function toSubject(spec: CertificateSpec): forge.pki.CertificateField[] {
  if (spec.commonName.length === 0 || spec.commonName.length > maxCommonNameLength)
    throw new RangeError(
      `common name ${JSON.stringify(spec.commonName)}: must have 1 to ${maxCommonNameLength} characters`,
    )
  const organizations = (spec.organizations ?? []).map((value) => toField('organizationName', value))
  return [...organizations, toField('commonName', spec.commonName)]
}

function toField(name: string, value: string): forge.pki.CertificateField {
  // Declared as a class of tags, but node-forge expects the type of a string.
  const valueTagClass = forge.asn1.Type.UTF8 as unknown as forge.asn1.Class
  return { name, value, valueTagClass }
}

function usageExtensions(usage: CertificateSpec['usage']): object[] {
  if (usage === 'ca')
    return [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ]
  return [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', serverAuth: usage === 'server', clientAuth: usage === 'client' },
  ]
}

function nameExtensions(spec: CertificateSpec): object[] {
  const altNames: object[] = (spec.names ?? []).map((name) =>
    isIP(name) ? { type: 7, ip: name } : { type: 2, value: name },
  )
  if (spec.uri !== undefined) altNames.push({ type: 6, value: spec.uri })
  return altNames.length > 0 ? [{ name: 'subjectAltName', altNames }] : []
}

function keyExtensions(publicKey: DerNode, issuer?: forge.pki.Certificate): object[] {
  const own = keyIdentifierOf(publicKey)
  const value = forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.OCTETSTRING, false, own)
  const keyIdentifier = issuer?.generateSubjectKeyIdentifier().getBytes() ?? own
  return [
    { id: subjectKeyIdentifierId, value },
    { name: 'authorityKeyIdentifier', keyIdentifier },
  ]
}

/** RFC 5280, 4.2.1.2: SHA-1 over the bits of the key. An identifier only, no security depends on it. */
function keyIdentifierOf(publicKey: DerNode): string {
  const [, bits] = childrenOf(publicKey)
  return createHash('sha1').update(bitsOf(bits)).digest().toString('latin1')
}

/** The SubjectPublicKeyInfo. */
function toPublicKeyInfo(key: KeyObject): DerNode {
  return parseDer(key.export({ type: 'spki', format: 'der' }))
}

function toPublicPem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

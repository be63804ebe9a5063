import { constants, generateKeyPairSync, privateEncrypt } from 'node:crypto'
import forge from 'node-forge'

/** Certificates of every sort, with one key for all: making RSA keys is slow, and nothing here depends on them. */
export interface TestCa {
  readonly certPem: string
  issue(options: CertificateOptions): { readonly cert: string; readonly key: string }
}

export interface CertificateOptions {
  readonly commonName: string | readonly string[]
  readonly organizations?: readonly string[]
  readonly usage?: 'client' | 'server' | 'none'
  readonly names?: readonly string[]
  readonly validFromMs?: number
  readonly validUntilMs?: number
}

const hourMs = 3_600_000

interface Keys {
  readonly pem: string
  readonly publicKey: forge.pki.rsa.PublicKey
  /** What node-forge asks of a key; its own arithmetic takes a hundred times as long. */
  readonly signer: forge.pki.rsa.PrivateKey
}

/** RFC 8017, 9.2: the DER of a DigestInfo for SHA-256, without the hash. */
const sha256Prefix = Buffer.from('3031300d060960864801650304020105000420', 'hex')

function createKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const sign = (digest: forge.md.MessageDigest): string => {
    const hash = Buffer.from(digest.digest().getBytes(), 'latin1')
    const padding = constants.RSA_PKCS1_PADDING
    return privateEncrypt({ key: privateKey, padding }, Buffer.concat([sha256Prefix, hash])).toString('latin1')
  }
  return {
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: forge.pki.publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    signer: { sign } as unknown as forge.pki.rsa.PrivateKey,
  }
}

const keysByCa = new Map<string, Keys>()

/** The keys of an authority, made once in a process. */
function keysOf(owner: string): Keys {
  const keys = keysByCa.get(owner) ?? createKeys()
  keysByCa.set(owner, keys)
  return keys
}

/** An authority. Two of one name differ when their `owner` does. */
export function createTestCa(name: string, owner = name): TestCa {
  const keys = keysOf(owner)
  const issuer = [{ name: 'commonName', value: name }]
  const certPem = build(keys, { subject: issuer, issuer, ca: true })
  return {
    certPem,
    issue: (options) => {
      const names = typeof options.commonName === 'string' ? [options.commonName] : options.commonName
      const subject = [
        ...(options.organizations ?? []).map((value) => ({ name: 'organizationName', value })),
        ...names.map((value) => ({ name: 'commonName', value })),
      ]
      return { cert: build(keys, { ...options, subject, issuer, ca: false }), key: keys.pem }
    },
  }
}

interface Spec extends Partial<CertificateOptions> {
  readonly subject: forge.pki.CertificateField[]
  readonly issuer: forge.pki.CertificateField[]
  readonly ca: boolean
}

function build(keys: Keys, spec: Spec): string {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = keys.publicKey
  certificate.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(8))}`
  certificate.validity.notBefore = new Date(spec.validFromMs ?? Date.now() - hourMs)
  certificate.validity.notAfter = new Date(spec.validUntilMs ?? Date.now() + hourMs)
  certificate.setSubject(spec.subject)
  certificate.setIssuer(spec.issuer)
  certificate.setExtensions(toExtensions(spec))
  certificate.sign(keys.signer, forge.md.sha256.create())
  return forge.pki.certificateToPem(certificate)
}

function toExtensions({ ca, usage = 'client', names }: Spec): object[] {
  if (ca) return [{ name: 'basicConstraints', cA: true, critical: true }]
  return [
    { name: 'basicConstraints', cA: false },
    ...(usage === 'none'
      ? []
      : [{ name: 'extKeyUsage', clientAuth: usage === 'client', serverAuth: usage === 'server' }]),
    ...(names === undefined ? [] : [{ name: 'subjectAltName', altNames: names.map((ip) => ({ type: 7, ip })) }]),
  ]
}

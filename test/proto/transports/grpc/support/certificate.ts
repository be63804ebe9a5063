import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import forge from 'node-forge'

export interface TestCertificate {
  readonly key: Buffer
  readonly certificate: Buffer
}

/** A self-signed certificate for localhost, made anew for each run. */
export function createTestCertificate(): TestCertificate {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = createPrivateKey(privateKey.export({ type: 'pkcs1', format: 'pem' }))
    .export({ type: 'pkcs1', format: 'pem' })
    .toString()
  const key = forge.pki.privateKeyFromPem(pem)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e)
  certificate.serialNumber = '01'
  certificate.validity.notBefore = new Date(Date.now() - 60_000)
  certificate.validity.notAfter = new Date(Date.now() + 3_600_000)
  const name = [{ name: 'commonName', value: 'localhost' }]
  certificate.setSubject(name)
  certificate.setIssuer(name)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
  ])
  certificate.sign(key, forge.md.sha256.create())
  return { key: Buffer.from(pem), certificate: Buffer.from(forge.pki.certificateToPem(certificate)) }
}

import { createPublicKey } from 'node:crypto'
import t from 'tap'
import { hashKey, parseCertificateRequest } from '../../../apiserver/pki/certificate-request.ts'
import { makeCertificateRequest } from '../../../agent/transports/grpc/certificate-request.ts'
import { makeCurveKey, makeKey, makeRequest, makeRequestByOpenssl } from './certificate-requests.ts'

const toPem = (der: Buffer) =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
const fromPem = (pem: string) => Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64')
const refused = { name: 'CertificateRequestError' }

t.test('a request gives its key and common name', async (t) => {
  const key = makeKey()
  const request = parseCertificateRequest(makeRequest({ key, commonName: 'some-uid' }))
  t.equal(request.commonName, 'some-uid')
  t.equal(request.keyHash, hashKey(createPublicKey(key)))
})

t.test('requests for keys on curves are read as OpenSSL makes them, and held to their signatures', async (t) => {
  for (const [curve, digest] of [
    ['P-256', 'sha256'],
    ['P-384', 'sha384'],
    ['P-256', 'sha512'],
  ] as const) {
    const key = makeCurveKey(curve)
    const pem = await makeRequestByOpenssl(t, { key, digest, commonName: 'some-uid' })
    const request = parseCertificateRequest(pem)
    t.equal(request.commonName, 'some-uid')
    t.equal(request.keyHash, hashKey(createPublicKey(key)))
    const der = fromPem(pem)
    t.throws(() => parseCertificateRequest(toPem(flip(der, der.length - 1))), refused)
  }
})

t.test('a request for a key on a curve that few can verify is refused', async (t) => {
  const pem = await makeRequestByOpenssl(t, { key: makeCurveKey('P-521'), digest: 'sha512', commonName: 'x' })
  t.throws(() => parseCertificateRequest(pem), { ...refused, message: /P-256 or P-384/ })
})

t.test('a request that an agent makes is read, whichever key it has', async (t) => {
  for (const key of [makeCurveKey('P-256'), makeKey()]) {
    const request = parseCertificateRequest(await makeCertificateRequest(key, 'some-uid'))
    t.equal(request.commonName, 'some-uid')
    t.equal(request.keyHash, hashKey(createPublicKey(key)))
  }
})

t.test('a request signed by another key is refused', async (t) => {
  t.throws(() => parseCertificateRequest(makeRequest({ signer: makeKey() })), { ...refused, message: /its own key/ })
})

t.test('a small key is refused', async (t) => {
  t.throws(() => parseCertificateRequest(makeRequest({ key: makeKey(1024) })), { ...refused, message: /2048/ })
})

t.test('text that is no request is refused', async (t) => {
  const good = makeRequest()
  const hostile = [
    '',
    'garbage',
    good.replaceAll('REQUEST', 'THING'),
    good + good,
    'A'.repeat(20_000),
    toPem(Buffer.alloc(0)),
    '\u0000',
  ]
  for (const text of hostile) t.throws(() => parseCertificateRequest(text), refused, text.slice(0, 30))
})

t.test('deep nesting is refused', async (t) => {
  const nested = Buffer.alloc(8000, Buffer.from([0x30, 0x80]))
  t.throws(() => parseCertificateRequest(toPem(nested)), refused)
})

t.test('no changed or cut request leads to another key or name, and none throws anything else', async (t) => {
  const pem = makeRequest()
  const [der, good] = [fromPem(pem), parseCertificateRequest(pem)]
  let refusals = 0
  for (let at = 0; at < der.length; at += 3) {
    for (const bytes of [der.subarray(0, at), flip(der, at)]) {
      try {
        const read = parseCertificateRequest(toPem(bytes))
        // The outermost tags are not signed; to change them changes nothing.
        if (read.keyHash !== good.keyHash || read.commonName !== good.commonName)
          t.fail(`byte ${at} changed the request`)
      } catch (error) {
        if (error instanceof Error && error.name === 'CertificateRequestError') refusals++
        else t.fail(`byte ${at}: ${String(error)}`)
      }
    }
  }
  t.ok(refusals > der.length / 2, `${refusals} refusals`)
})

function flip(der: Buffer, at: number): Buffer {
  const copy = Buffer.from(der)
  copy.writeUInt8(copy.readUInt8(at) ^ 0x55, at)
  return copy
}

import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Authorities } from '../../../../apiserver/auth/x509/authorities.ts'

const dir = t.testdir()
const file = (name: string): string => join(dir, name)
const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { stdio: 'pipe' })
// Certificates begin when they are made, which is later than this line.
const nowMs = Date.now() + 60_000

interface Issue {
  readonly name: string
  /** Missing: signed by itself. */
  readonly issuer?: string
  /** Lines of an OpenSSL configuration. */
  readonly extensions: string
  readonly subject?: string
  readonly digest?: string
}

/** Makes a certificate of an EC key, which OpenSSL keeps with it. */
function issue({
  name,
  issuer,
  extensions,
  subject = `/O=test/CN=${name}`,
  digest = 'sha256',
}: Issue): X509Certificate {
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file(`${name}.key`))
  openssl('req', '-new', '-key', file(`${name}.key`), '-subj', subject, '-out', file(`${name}.csr`))
  writeFileSync(file(`${name}.cnf`), extensions)
  const signer = issuer === undefined ? ['-key', `${name}.key`] : ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`]
  const [by, ...others] = signer.map((part) => (part.startsWith('-') ? part : file(part)))
  const args = ['x509', '-req', '-in', file(`${name}.csr`), '-days', '2', `-${digest}`, '-extfile', file(`${name}.cnf`)]
  const sign = issuer === undefined ? ['-signkey', others[0] ?? ''] : [by ?? '', ...others, '-CAcreateserial']
  openssl(...args, ...sign, '-out', file(`${name}.crt`))
  return new X509Certificate(readFileSync(file(`${name}.crt`)))
}

const ca = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n'
const client = 'extendedKeyUsage=clientAuth\n'
const bundleOf = (...certificates: X509Certificate[]): Authorities =>
  new Authorities(certificates.map(String).join('some words\n'))

const root = issue({ name: 'root', extensions: ca })
const roots = bundleOf(root)

t.test('vouches for a client of its own, at that time, and for nobody else’s', async (t) => {
  const leaf = issue({ name: 'leaf', issuer: 'root', extensions: client })
  t.equal(roots.findFault([leaf], nowMs), undefined)
  t.match(roots.findFault([leaf], nowMs + 3 * 86_400_000), /out of its dates/)
  t.match(roots.findFault([leaf], nowMs - 86_400_000), /out of its dates/)
  t.match(bundleOf().findFault([leaf], nowMs), /no authority/)
  t.match(roots.findFault([], nowMs), /no certificate/)
  const forger = issue({ name: 'forger', subject: '/O=test/CN=root', extensions: ca })
  const forged = issue({ name: 'forged', issuer: 'forger', extensions: client })
  t.match(roots.findFault([forged, forger], nowMs), /no authority/, 'an authority of the same name')
  t.equal(bundleOf(forger, root).findFault([leaf], nowMs), undefined, 'each of two of one name is tried')
})

t.test('takes what may be a client’s, as Go does', async (t) => {
  const any = issue({ name: 'any', issuer: 'root', extensions: 'extendedKeyUsage=serverAuth,2.5.29.37.0\n' })
  t.equal(roots.findFault([any], nowMs), undefined)
  const unrestricted = issue({ name: 'unrestricted', issuer: 'root', extensions: 'basicConstraints=CA:FALSE\n' })
  t.equal(roots.findFault([unrestricted], nowMs), undefined)
  const server = issue({ name: 'server', issuer: 'root', extensions: 'extendedKeyUsage=serverAuth\n' })
  t.match(roots.findFault([server], nowMs), /not for clients/)
  const odd = issue({ name: 'odd', issuer: 'root', extensions: `${client}1.2.3.4=critical,ASN1:NULL\n` })
  t.match(roots.findFault([odd], nowMs), /1\.2\.3\.4/)
  const weak = issue({ name: 'weak', issuer: 'root', extensions: client, digest: 'sha1' })
  t.match(roots.findFault([weak], nowMs), /broken digest/)
})

t.test('follows intermediates that may issue, and no others', async (t) => {
  const limited = ca.replace('CA:TRUE', 'CA:TRUE,pathlen:0')
  const middle = issue({ name: 'middle', issuer: 'root', extensions: limited })
  const below = issue({ name: 'below', issuer: 'middle', extensions: client })
  t.equal(roots.findFault([below, middle], nowMs), undefined)
  t.equal(roots.findFault([below, issue({ name: 'other', extensions: ca }), middle], nowMs), undefined, 'in any order')
  t.match(roots.findFault([below], nowMs), /no authority/, 'it has to be sent along')
  const deeper = issue({ name: 'deeper', issuer: 'middle', extensions: ca })
  const deepest = issue({ name: 'deepest', issuer: 'deeper', extensions: client })
  t.match(roots.findFault([deepest, deeper, middle], nowMs), /no authority/, 'the path is too long')
  const leaf = issue({ name: 'issuing-leaf', issuer: 'root', extensions: client })
  const child = issue({ name: 'child', issuer: 'issuing-leaf', extensions: client })
  t.match(roots.findFault([child, leaf], nowMs), /no authority/, 'a client is no authority')
  const serversOnly = issue({ name: 'servers-only', issuer: 'root', extensions: `${ca}extendedKeyUsage=serverAuth\n` })
  const posing = issue({ name: 'posing', issuer: 'servers-only', extensions: client })
  t.match(roots.findFault([posing, serversOnly], nowMs), /no authority/, 'an authority for servers')
  const names = `${ca}nameConstraints=critical,permitted;DNS:example.com\n`
  const constrained = issue({ name: 'constrained', issuer: 'root', extensions: names })
  const held = issue({ name: 'held', issuer: 'constrained', extensions: client })
  t.match(roots.findFault([held, constrained], nowMs), /no authority/, 'constraints that are not looked at')
})

t.test('says which bundle cannot be read', async (t) => {
  t.throws(() => new Authorities('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'))
  t.equal(new Authorities('').pem.length, 0)
})

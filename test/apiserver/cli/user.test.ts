import { X509Certificate } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { parse } from 'yaml'
import { openAuthority } from '../../../apiserver/pki/authority.ts'
import { runUserCreate, runUserList, runUserRevoke } from '../../../apiserver/cli/user.ts'
import { createUser, listUsers } from '../../../apiserver/users/users.ts'
const server = 'https://127.0.0.1:6443'
const dayMs = 86_400_000

const ca = mkdtempSync(join(tmpdir(), 'aranya-test-'))
t.teardown(() => rmSync(ca, { recursive: true }))
const authority = await openAuthority({ dir: ca, name: 'aranya' })

/** A state directory with the CA of this file: to make one takes long. */
function stateDir(t: Test, files: Record<string, string> = {}): string {
  const dir = t.testdir({ pki: {}, ...files })
  cpSync(ca, join(dir, 'pki/ca'), { recursive: true })
  return dir
}

t.test('users of a state directory', async (t) => {
  const dir = stateDir(t, { 'admin.kubeconfig': `clusters: [{ cluster: { server: '${server}' } }]\n` })
  const create = (...args: string[]) => runUserCreate([...args, '--state-dir', dir])
  const revoke = (...args: string[]) => runUserRevoke([...args, '--state-dir', dir])
  const list = async () => (await runUserList(['--state-dir', dir])).stdout

  await t.test('a kubeconfig with a certificate of the CA', async (t) => {
    const before = Date.now()
    const { stdout, stderr } = await create(
      'alice',
      '--group',
      'a',
      '--group',
      'b',
      '--expires',
      '30d',
      '--namespace',
      'ns',
    )
    const config = parse(stdout)
    t.match(config.clusters[0].cluster, { server })
    t.match(config.contexts[0].context, { user: 'alice', namespace: 'ns' })
    const certificate = new X509Certificate(
      Buffer.from(config.users[0].user['client-certificate-data'], 'base64').toString(),
    )
    t.ok(certificate.verify(new X509Certificate(authority.certificatePem).publicKey))
    t.strictSame(certificate.subject.split('\n').toSorted(), ['CN=alice', 'O=a', 'O=b'])
    const leftMs = Date.parse(certificate.validTo) - before
    t.ok(leftMs > 30 * dayMs - 60_000 && leftMs < 30 * dayMs + 60_000, certificate.validTo)
    t.match(stderr, /^user alice of a, b: certificate [0-9a-f]{32}, good until /)
    t.notMatch(readAll(join(dir, 'pki/users')), /PRIVATE KEY/)
    t.match(await list(), /^NAME +GROUPS +STATUS +EXPIRES +SERIAL\nalice +a,b +Good +\S+ +[0-9a-f]{32}$/)
  })

  await t.test('into a new file that nobody else can read', async (t) => {
    const path = join(t.testdir(), 'bob.kubeconfig')
    t.match((await create('bob', '--output', path)).stdout, new RegExp(`the kubeconfig is in ${path}$`))
    t.equal(statSync(path).mode & 0o777, 0o600)
    t.equal(parse(readFileSync(path, 'utf8')).users[0].name, 'bob')
    await t.rejects(create('carl', '--output', path), { message: /it is there already/ })
    t.notMatch(await list(), /carl/)
  })

  await t.test('a user that exists gets no second certificate unless that is asked for', async (t) => {
    await t.rejects(create('alice'), { message: /^user alice exists, with a certificate until .*--renew/ })
    await create('alice', '--renew')
    t.equal((await list()).match(/^alice /gm)?.length, 2)
  })

  await t.test('revoking ends all certificates of a user', async (t) => {
    const { stdout } = await revoke('alice')
    const serials = stdout.match(/[0-9a-f]{32}/g) ?? []
    t.equal(serials.length, 2)
    t.strictSame(readdirSync(join(dir, 'pki/revoked')).toSorted(), serials.toSorted())
    t.equal((await list()).match(/^alice .* Revoked /gm)?.length, 2)
    await t.rejects(revoke('alice'), { message: 'user alice is revoked already' })
    await create('alice')
    t.match(await list(), /^alice .* Good /m)
  })

  await t.test('a certificate can be revoked that nobody wrote down', async (t) => {
    t.match((await revoke('--serial', 'AB:CD:01')).stdout, /^revoked certificate abcd01$/)
    t.ok(readdirSync(join(dir, 'pki/revoked')).includes('abcd01'))
    t.match(await list(), /<unknown> .*Revoked/)
    await t.rejects(revoke('--serial', 'xyz'), { name: 'UsageError', message: /not a serial number/ })
    await t.rejects(revoke(), { name: 'UsageError' })
    await t.rejects(revoke('zoe'), { message: /^there is no user zoe/ })
  })

  await t.test('names of Kubernetes only when that is said', async (t) => {
    for (const args of [['system:x'], ['eve', '--group', 'system:masters'], ['system:serviceaccount:ns:x']]) {
      await t.rejects(create(...args), { name: 'UsageError', message: /--allow-system/ }, args.join(' '))
    }
    t.match(await create('eve', '--group', 'system:masters', '--allow-system'), { stderr: /of system:masters/ })
    t.match(await create('--serviceaccount', 'ns/x'), { stderr: /^user system:serviceaccount:ns:x:/ })
    t.match(await create('system:serviceaccount:ns:y', '--allow-system'), {
      stderr: /^user system:serviceaccount:ns:y:/,
    })
  })

  await t.test('what is wrong is said, and nothing is made', async (t) => {
    const before = await list()
    const wrong: Record<string, string[]> = {
      'give NAME': [],
      'one .* only': ['a', 'b'],
      'give NAME or --serviceaccount': ['a', '--serviceaccount', 'ns/x'],
      'give NAMESPACE/NAME': ['--serviceaccount', 'ns'],
      'it is empty': [''],
      'letters, digits and punctuation': ['a\nb'],
      'punctuation of ASCII': ['Jürgen'],
      'has 65 characters': ['x'.repeat(65)],
      'is called system:serviceaccount:NAMESPACE:NAME': ['system:serviceaccount:x', '--allow-system'],
      'the server itself says': ['a', '--group', 'system:authenticated', '--allow-system'],
      'from 10m to 3650d': ['a', '--expires', '5m'],
      'not a duration': ['a', '--expires', 'soon'],
      'give https://HOST:PORT': ['a', '--server', 'http://x'],
      'is given twice': ['a', '--expires', '1d', '--expires', '2d'],
    }
    for (const [message, args] of Object.entries(wrong)) {
      await t.rejects(create(...args), { name: 'UsageError', message: new RegExp(message) }, message)
    }
    await t.rejects(create('aranya-admin'), { message: /the user of admin\.kubeconfig/ })
    t.equal(await list(), before)
  })

  await t.test('a damaged file still stands for a certificate', async (t) => {
    writeFileSync(join(dir, 'pki/revoked/0a0a'), '')
    t.match(await list(), /<unknown> .* 0?a0a$/m)
  })
})

t.test('an expired user can be made anew, and is forgotten after a month', async (t) => {
  const dir = stateDir(t)
  const user = { stateDir: dir, groups: [], lifetimeMs: dayMs, server, namespace: 'default', renew: false }
  const at = (days: number) => () => Date.now() + days * dayMs
  await createUser({ ...user, name: 'alice' }, at(0))
  t.match(await listUsers(dir, at(2)), /alice +<none> +Expired/)
  await createUser({ ...user, name: 'alice' }, at(2))
  t.equal((await listUsers(dir, at(2))).match(/^alice /gm)?.length, 2)
  await createUser({ ...user, name: 'bob' }, at(40))
  t.match(await listUsers(dir, at(40)), /^NAME[^\n]*\nbob [^\n]*$/)
})

t.test('without a server there are no users', async (t) => {
  const dir = t.testdir({})
  const message = /has no CA for users in pki\/ca/
  await t.rejects(runUserCreate(['a', '--state-dir', dir]), { message })
  await t.rejects(runUserList(['--state-dir', dir]), { message })
  await t.rejects(runUserRevoke(['a', '--state-dir', dir]), { message })
  t.strictSame(readdirSync(dir), [])
})

t.test('where the server is not known, it has to be said', async (t) => {
  const dir = stateDir(t)
  await t.rejects(runUserCreate(['a', '--state-dir', dir]), { message: /give --server https:\/\/HOST:PORT/ })
  const { stdout } = await runUserCreate(['a', '--state-dir', dir, '--server', 'https://aranya.example.com:6443'])
  t.match(stdout, /server: https:\/\/aranya\.example\.com:6443/)
})

function readAll(dir: string): string {
  return readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), 'utf8'))
    .join('\n')
}

import { readFileSync, statSync, writeFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse, stringify } from 'yaml'
import { UsageError } from '../../../cli/command-line.ts'
import { runKubeconfig } from '../../../apiserver/cli/kubeconfig.ts'

const path = '/apis/aranya.arhat.dev/v1alpha1/namespaces/plant-a/virtualclusters/default/proxy'

/** Everything that is to be found again, and a second context that is not. */
const full = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [
    {
      name: 'kind',
      cluster: {
        server: 'https://example.com:6443/',
        'certificate-authority': 'pki/ca.crt',
        'tls-server-name': 'kubernetes',
        'proxy-url': 'socks5://127.0.0.1:1080',
        'disable-compression': true,
      },
    },
    {
      name: 'rancher',
      cluster: { server: 'https://r.example.com/k8s/clusters/c-1', 'insecure-skip-tls-verify': true },
    },
  ],
  users: [
    {
      name: 'jane',
      user: {
        'client-certificate': 'jane.crt',
        'client-key': '/keys/jane.key',
        tokenFile: '../token',
        as: 'system:serviceaccount:a:b',
        'as-groups': ['x'],
        'as-user-extra': { reason: ['yes'] },
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: './login',
          args: ['--as', 'no'],
          env: [{ name: 'A', value: '1' }],
          interactiveMode: 'IfAvailable',
          provideClusterInfo: true,
        },
      },
    },
    { name: 'token', user: { token: 'secret', exec: { command: 'login' } } },
  ],
  contexts: [
    { name: 'dev', context: { cluster: 'kind', user: 'jane', namespace: 'else' } },
    { name: 'prod', context: { cluster: 'rancher', user: 'token' } },
    { name: 'anonymous', context: { cluster: 'kind', user: '' } },
    { name: 'homeless', context: { cluster: 'gone', user: 'jane' } },
    { name: 'nobody', context: { cluster: 'kind', user: 'gone' } },
  ],
  'current-context': 'dev',
}

const noEnv: NodeJS.ProcessEnv = {}

t.test('a context leads into the virtual cluster, and keeps all by which the server is reached', async (t) => {
  const dir = t.testdir({ config: stringify(full) })
  const { stdout } = await runKubeconfig(['--namespace', 'plant-a', '--kubeconfig', join(dir, 'config')], noEnv)
  const name = 'plant-a@dev'
  const [{ cluster }, { user }] = [full.clusters[0], full.users[0]] as [
    (typeof full.clusters)[0],
    (typeof full.users)[0],
  ]
  t.strictSame(parse(stdout), {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          ...cluster,
          server: `https://example.com:6443${path}`,
          'certificate-authority': join(dir, 'pki/ca.crt'),
        },
      },
    ],
    users: [
      {
        name: 'jane',
        user: {
          ...user,
          'client-certificate': join(dir, 'jane.crt'),
          tokenFile: join(dir, '../token'),
          exec: { ...user.exec, command: join(dir, 'login') },
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: 'jane', namespace: 'plant-a' } }],
    'current-context': name,
  })
})

t.test('another context, a server below a path, a command of PATH, no user', async (t) => {
  const dir = t.testdir({ config: stringify(full) })
  const run = async (context: string) => {
    const flags = ['--namespace=plant-a', '--kubeconfig', join(dir, 'config'), '--context', context]
    return parse((await runKubeconfig(flags, noEnv)).stdout)
  }
  const prod = await run('prod')
  t.strictSame(prod.clusters[0].cluster, {
    server: `https://r.example.com/k8s/clusters/c-1${path}`,
    'insecure-skip-tls-verify': true,
  })
  t.strictSame(prod.users, [full.users[1]])
  const anonymous = await run('anonymous')
  t.strictSame(
    [anonymous.users, anonymous.contexts[0].context],
    [[], { cluster: 'plant-a@anonymous', namespace: 'plant-a' }],
  )
})

t.test('from one virtual cluster one gets into another, not deeper', async (t) => {
  const dir = t.testdir({ config: stringify(full) })
  const [first, second] = [join(dir, 'first'), join(dir, 'second')]
  await runKubeconfig(['--namespace', 'plant-b', '--kubeconfig', join(dir, 'config'), '--output', first], noEnv)
  await runKubeconfig(['--namespace', 'plant-a', '--kubeconfig', first, '--output', second], noEnv)
  t.equal(parse(readFileSync(second, 'utf8')).clusters[0].cluster.server, `https://example.com:6443${path}`)
})

t.test('the file is its owner’s alone, also where another one was before', async (t) => {
  const dir = t.testdir({ config: stringify(full), old: 'old' })
  const flags = ['--namespace', 'plant-a', '--kubeconfig', join(dir, 'config')]
  for (const name of ['new', 'old']) {
    const { stdout } = await runKubeconfig([...flags, '--output', join(dir, name)], noEnv)
    t.match(stdout, `wrote ${join(dir, name)}`)
    t.equal(statSync(join(dir, name)).mode & 0o777, 0o600)
    t.equal(parse(readFileSync(join(dir, name), 'utf8'))['current-context'], 'plant-a@dev')
  }
  await t.rejects(runKubeconfig([...flags, '--output', join(dir, 'config')], noEnv), UsageError)
  symlinkSync(join(dir, 'config'), join(dir, 'link'))
  await t.rejects(runKubeconfig([...flags, '--output', join(dir, 'link')], noEnv), UsageError)
  await t.rejects(runKubeconfig([...flags, '--output', join(dir, 'no/dir')], noEnv), /cannot write .*no\/dir/)
})

t.test('files are found and merged as kubectl does', async (t) => {
  const other = {
    clusters: [{ name: 'kind', cluster: { server: 'https://other', 'certificate-authority': 'other.crt' } }],
    users: null,
    contexts: [{ name: 'more', context: { cluster: 'kind', user: 'jane' } }],
    'current-context': 'more',
  }
  const dir = t.testdir({ one: { config: stringify(other) }, two: { config: stringify(full) }, '.kube': {}, empty: '' })
  const [one, two] = [join(dir, 'one/config'), join(dir, 'two/config')]
  const env = { KUBECONFIG: `${dir}/missing::${dir}/empty:${one}:${two}:${one}` }
  const merged = parse((await runKubeconfig(['--namespace', 'plant-a'], env)).stdout)
  t.equal(merged['current-context'], 'plant-a@more')
  t.equal(merged.clusters[0].cluster['certificate-authority'], join(dir, 'one/other.crt'))
  t.equal(merged.users[0].user['client-certificate'], join(dir, 'two/jane.crt'))
})

t.test('YAML 1.1 reads it as it is meant', async (t) => {
  const dir = t.testdir({ config: stringify(full) })
  const { stdout } = await runKubeconfig(['--namespace', 'no', '--kubeconfig', join(dir, 'config')], noEnv)
  t.match(stdout, /namespace: "no"/)
  t.equal(parse(stdout, { version: '1.1' }).users[0].user['as-user-extra'].reason[0], 'yes')
})

t.test('what is wrong is said', async (t) => {
  const dir = t.testdir({
    config: stringify(full),
    list: '[]',
    broken: '{',
    unnamed: 'users: [{}]',
    flat: 'contexts: 3',
  })
  const file = (name: string) => ['--namespace', 'plant-a', '--kubeconfig', join(dir, name)]
  const noServer = join(dir, 'no-server')
  writeFileSync(noServer, stringify({ ...full, clusters: [{ name: 'kind', cluster: { server: 'example.com' } }] }))
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /--namespace is required; see aranya kubeconfig --help/],
    [['--namespace', 'Plant_A'], /--namespace Plant_A: a lowercase RFC 1123 label/],
    [['--namespace', 'a', 'b'], /see aranya kubeconfig --help/],
    [file('missing'), /there is no kubeconfig at .*missing: name one with --kubeconfig/],
    [file('list'), /list is no kubeconfig: it is not a map/],
    [file('broken'), /broken is no kubeconfig: /],
    [file('unnamed'), /unnamed is no kubeconfig: users has an entry without a name/],
    [file('flat'), /flat is no kubeconfig: contexts is not a list/],
    [file('no-server'), /the server of cluster kind is no address such as .*: example.com$/],
    [
      [...file('config'), '--context', 'x'],
      /config has no context "x"; contexts there: anonymous, dev, homeless, nobody, prod/,
    ],
    [[...file('config'), '--context', 'homeless'], /config has no cluster "gone"; clusters there: kind, rancher/],
    [[...file('config'), '--context', 'nobody'], /config has no user "gone"; users there: jane, token/],
  ]
  for (const [args, message] of cases) await t.rejects(runKubeconfig(args, noEnv), { message })
  writeFileSync(join(dir, 'config'), stringify({ ...full, 'current-context': '' }))
  await t.rejects(runKubeconfig(file('config'), noEnv), { message: /has no current context: name one with --context/ })
})

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import type { AuditEvent } from '../../apiserver/audit/event.ts'
import { connectApi } from '../support/api.ts'
import { issueToken, startAranya, startDevice, stateDirFor, succeed } from '../support/aranya.ts'
import type { Aranya, AranyaOptions } from '../support/aranya.ts'
import { eventually, exitCode } from '../support/processes.ts'

const devices = '/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices'

interface Audited extends Aranya {
  readonly path: string
  readonly text: () => string
  /** Of requests whose path matches; whole lines alone. */
  readonly events: (path: RegExp, stage?: AuditEvent['stage']) => readonly AuditEvent[]
}

async function startAudited(t: Test, options: AranyaOptions & { readonly path?: string } = {}): Promise<Audited> {
  const path = options.path ?? join(stateDirFor(t), 'audit.log')
  const flags = ['--audit-log-path', path, ...(options.flags ?? [])]
  const aranya = await startAranya(t, { ...options, flags })
  const text = (): string => readFileSync(path, 'utf8')
  const events: Audited['events'] = (wanted, stage = 'ResponseComplete') =>
    text()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as AuditEvent)
      .filter((event) => event.stage === stage && wanted.test(event.requestURI))
  return { ...aranya, path, text, events }
}

const annotation = (event: AuditEvent | undefined, name: string): string =>
  event?.annotations?.[`aranya.arhat.dev/${name}`] ?? ''

t.test('every stream is written with its start, its end and what went through, and nothing of that', async (t) => {
  const policy = join(stateDirFor(t), 'policy.yaml')
  writeFileSync(policy, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{ level: RequestResponse }]\n')
  const aranya = await startAudited(t, { flags: ['--audit-policy-file', policy] })
  const device = await startDevice(t, aranya, 'edge-1')
  const last = async (path: RegExp): Promise<AuditEvent> => {
    await eventually(`an event of ${path.source}`, () => aranya.events(path).length > 0)
    const [event] = aranya.events(path)
    if (event === undefined) throw new Error('no event')
    return event
  }

  await t.test('exec', async (t) => {
    const input = 'what-is-typed-in\n'
    const ran = await aranya.kubectlWith({ input }, 'exec', '-i', 'edge-1', '--', 'sh', '-c', 'cat; exit 7')
    t.equal(ran.code, 7)
    const end = await last(/exit\+7|exit%207/)
    t.match(end, {
      responseStatus: { code: 101 },
      objectRef: { resource: 'pods', subresource: 'exec', name: 'edge-1' },
    })
    const written = Object.fromEntries(
      ['device', 'outcome', 'exit-code', 'received-bytes', 'sent-bytes', 'authorized-as'].map((name) => [
        name,
        annotation(end, name),
      ]),
    )
    t.strictSame(written, {
      device: 'default/edge-1',
      outcome: 'exited',
      'exit-code': '7',
      'received-bytes': String(input.length),
      'sent-bytes': String(input.length),
      'authorized-as': 'virtualpods.aranya.arhat.dev/exec default/edge-1',
    })
    t.match(aranya.events(/exit\+7|exit%207/, 'ResponseStarted'), [{ auditID: end.auditID }])
    t.notMatch(aranya.text(), 'what-is-typed-in')
  })

  await t.test('a client that is killed, and one whose device is', async (t) => {
    const started = (seconds: string) => {
      const env = { ...process.env, KUBECONFIG: aranya.kubeconfig }
      return spawn('kubectl', ['exec', 'edge-1', '--', 'sleep', seconds], { env, stdio: 'ignore' })
    }
    const client = started('1111')
    await eventually('it runs', () => aranya.events(/command=1111/, 'ResponseStarted').length > 0)
    client.kill('SIGKILL')
    const gone = await last(/command=1111/)
    t.equal(annotation(gone, 'outcome'), 'client-gone')
    t.equal(annotation(gone, 'exit-code'), '')
    const other = started('2222')
    await eventually('it runs', () => aranya.events(/command=2222/, 'ResponseStarted').length > 0)
    await device.kill()
    t.not(await exitCode(other), 0)
    const failed = await last(/command=2222/)
    t.equal(annotation(failed, 'outcome'), 'failed')
    t.match(annotation(failed, 'end-reason'), /lost connection to device default\/edge-1/)
    await device.start()
  })

  await t.test('logs that are followed, and a port-forward', async (t) => {
    const env = { ...process.env, KUBECONFIG: aranya.kubeconfig }
    for (const [args, path] of [
      [['logs', '-f', 'edge-1'], /follow=true/],
      [['port-forward', 'edge-1', ':1'], /portforward/],
    ] as const) {
      const client = spawn('kubectl', args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
      await once(client.stdout, 'data')
      await eventually('it runs', () => aranya.events(path, 'ResponseStarted').length > 0)
      client.kill('SIGKILL')
      t.equal(annotation(await last(path), 'outcome'), 'client-gone')
    }
    t.match(annotation(await last(/follow=true/), 'sent-bytes'), /^[1-9]\d*$/)
  })

  await t.test('a join token is nowhere, though whole answers are written', async (t) => {
    const { token } = await issueToken(aranya, 'edge-1')
    await aranya.kubectl('exec', 'edge-1', '--', 'echo', token)
    await last(/command=REDACTED/)
    const end = aranya.events(/edgedevices\/edge-1\/token/).at(-1)
    t.match(end, { verb: 'create', responseStatus: { code: 201 }, responseObject: { status: { token: 'REDACTED' } } })
    t.notMatch(aranya.text(), token)
    t.notMatch(aranya.text(), token.split('.')[1] ?? '')
  })

  t.equal(statSync(aranya.path).mode & 0o777, 0o600)
  t.equal(aranya.events(/^\/(livez|readyz)/).length, 0)
})

t.test('what a killed server had written is whole, and the next one goes on from there', async (t) => {
  const aranya = await startAudited(t)
  const api = connectApi(aranya)
  let asked = 0
  const load = (async () => {
    for (;;) await api.get(`${devices}?n=${asked++}`)
  })().catch(() => {})
  await eventually('some are written', () => aranya.events(/n=\d/).length > 50)
  await aranya.kill()
  await load
  api.close()
  appendFileSync(aranya.path, '{"kind":"Event","torn')
  const again = await startAudited(t, { stateDir: aranya.stateDir, path: aranya.path })
  await succeed(again.kubectl('get', 'edgedevices'))
  await eventually('it goes on', () => again.events(/limit=500/).length > 0)
  const numbers = again.events(/n=\d/).map(({ requestURI }) => Number(/n=(\d+)/.exec(requestURI)?.[1]))
  t.strictSame(
    numbers,
    numbers.map((_, index) => index),
    'none is missing before the last',
  )
  t.ok(numbers.length <= asked)
})

/** A file system of 64 KiB; undefined where none can be mounted. */
function smallDisk(): string | undefined {
  const disk = mkdtempSync(join(tmpdir(), 'aranya-audit-'))
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status === 0) return disk
  rmSync(disk, { recursive: true })
  return undefined
}

const disk = smallDisk()

t.test(
  'a full disk stops nobody, and loses nothing once there is room',
  { skip: !disk && 'mounting takes root' },
  async (t) => {
    if (disk === undefined) return
    const ballast = join(disk, 'ballast')
    t.teardown(() => {
      spawnSync('umount', ['-l', disk])
      rmSync(disk, { recursive: true })
    })
    for (const mode of ['batch', 'blocking-strict']) {
      await t.test(mode, async (t) => {
        writeFileSync(ballast, Buffer.alloc(56 * 1024))
        const path = join(disk, `${mode}.log`)
        const aranya = await startAudited(t, { path, flags: ['--audit-log-mode', mode] })
        const api = connectApi(aranya)
        const codes: number[] = []
        const ask = async (n: number): Promise<void> => {
          const code = await api.get(`${devices}?n=${n}`).then(
            () => 200,
            () => 503,
          )
          codes.push(code)
        }
        const failures = async (): Promise<number> => {
          const text = await aranya.kubectl('get', '--raw', '/metrics')
          return Number(/^aranya_audit_write_failures_total (\d+)/m.exec(text.stdout.toString())?.[1] ?? Number.NaN)
        }
        for (let n = 0; n < 60; n++) await ask(n)
        if (mode === 'batch') {
          await eventually('it fails', async () => (await failures()) > 0)
          t.ok(
            codes.every((code) => code === 200),
            'every request was answered',
          )
        } else {
          await eventually('it refuses', async () => {
            await ask(1000)
            return codes.at(-1) === 503
          })
          t.equal((await aranya.kubectl('get', '--raw', '/readyz')).code, 1)
          t.equal((await aranya.kubectl('get', '--raw', '/livez')).code, 0)
        }
        await eventually('what it has of a line is taken back', () => /(^|\n)$/.test(aranya.text()))
        rmSync(ballast)
        await eventually('what waited is written', () => aranya.events(/[?&]n=59\b/).length > 0)
        await eventually('it serves', async () => (await aranya.kubectl('get', '--raw', '/readyz')).code === 0)
        const numbers = aranya.events(/[?&]n=\d\d?\b/).map(({ requestURI }) => Number(/n=(\d+)/.exec(requestURI)?.[1]))
        t.strictSame(
          numbers,
          Array.from({ length: 60 }, (_, n) => n),
        )
        api.close()
        await aranya.stop()
        rmSync(path)
      })
    }
  },
)

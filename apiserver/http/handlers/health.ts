import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Logger } from 'pino'

/** One thing that must be well. Declared here by its consumer; whoever has something to watch offers one. */
export interface HealthCheck {
  /** As in `/readyz/NAME`: lower-case letters, digits and dashes. */
  readonly name: string
  /** Throws or rejects with why it is not well. After a few seconds it counts as not well, and `signal` is aborted. */
  check(signal: AbortSignal): void | Promise<void>
  /** True: only a restart helps, so `/livez` has it too. Otherwise it is in `/readyz` and `/healthz` alone. */
  readonly liveness?: boolean
  /** False: until that restart it serves what it can, so `/readyz` has it not. */
  readonly readiness?: boolean
}

const checkTimeoutMs = 5_000
/** It answers, so that much is well. Kubernetes has the same. */
const ping: HealthCheck = { name: 'ping', check: () => {}, liveness: true }

interface Outcome {
  readonly name: string
  readonly error?: unknown
}

/** Adds `/healthz`, `/livez` and `/readyz`, each with `?verbose`, `?exclude=` and a path for every check. */
export function addHealthRoutes(app: FastifyInstance, checks: readonly HealthCheck[], log: Logger): void {
  const all = [ping, ...checks]
  const failures = new FailureLog(log)
  addGroup(app, 'healthz', { checks: all, failures })
  addGroup(app, 'livez', { checks: all.filter(({ liveness }) => liveness === true), failures })
  addGroup(app, 'readyz', { checks: all.filter(({ readiness }) => readiness !== false), failures })
}

interface Group {
  readonly checks: readonly HealthCheck[]
  readonly failures: FailureLog
}

function addGroup(app: FastifyInstance, group: string, { checks, failures }: Group): void {
  app.get(`/${group}`, async (request, reply) => {
    const { query } = request.exchange
    const excluded = new Set(query.getAll('exclude'))
    const outcomes = await Promise.all(checks.filter(({ name }) => !excluded.has(name)).map(runCheck))
    failures.write(outcomes)
    const failed = outcomes.some(isFailed)
    if (!failed && !query.has('verbose')) return sendText(reply, 200, 'ok')
    return sendText(reply, failed ? 500 : 200, toReport(group, { checks, excluded, outcomes }))
  })
  for (const check of checks) {
    app.get(`/${group}/${check.name}`, async (_request, reply) => {
      const outcome = await runCheck(check)
      failures.write([outcome])
      return isFailed(outcome)
        ? sendText(reply, 500, 'internal server error: reason withheld\n')
        : sendText(reply, 200, 'ok')
    })
  }
}

async function runCheck(check: HealthCheck): Promise<Outcome> {
  const signal = AbortSignal.timeout(checkTimeoutMs)
  try {
    await Promise.race([check.check(signal), rejectOnAbort(signal)])
    return { name: check.name }
  } catch (error) {
    return { name: check.name, error: error ?? new Error('failed') }
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function isFailed({ error }: Outcome): boolean {
  return error !== undefined
}

interface Report {
  readonly checks: readonly HealthCheck[]
  readonly excluded: ReadonlySet<string>
  readonly outcomes: readonly Outcome[]
}

/** Kubernetes' words, k8s.io/apiserver/pkg/server/healthz. Reasons go to the log: this page is public. */
function toReport(group: string, { checks, excluded, outcomes }: Report): string {
  const results = new Map(outcomes.map((outcome) => [outcome.name, outcome]))
  const lines = checks.map(({ name }) => {
    const outcome = results.get(name)
    if (outcome === undefined) return `[+]${name} excluded: ok`
    return isFailed(outcome) ? `[-]${name} failed: reason withheld` : `[+]${name} ok`
  })
  const known = new Set(checks.map(({ name }) => name))
  const unknown = [...excluded].filter((name) => !known.has(name)).map((name) => JSON.stringify(name))
  if (unknown.length > 0)
    lines.push(`warn: some health checks cannot be excluded: no matches for ${unknown.join(', ')}`)
  lines.push(outcomes.some(isFailed) ? `${group} check failed` : `${group} check passed`)
  return `${lines.join('\n')}\n`
}

/** Says what is not well when that changes, and once a minute: anybody may ask, as often as they like. */
class FailureLog {
  readonly #log: Logger
  readonly #said = new Map<string, { readonly text: string; readonly atMs: number }>()

  constructor(log: Logger) {
    this.#log = log
  }

  write(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) this.#writeOne(outcome)
  }

  #writeOne({ name, error }: Outcome): void {
    if (error === undefined) return void this.#said.delete(name)
    const text = error instanceof Error ? error.message : 'unknown'
    const nowMs = performance.now()
    const said = this.#said.get(name)
    if (said?.text === text && nowMs - said.atMs < repeatMs) return
    this.#said.set(name, { text, atMs: nowMs })
    this.#log.warn({ check: name, err: error }, 'not well')
  }
}

const repeatMs = 60_000

function sendText(reply: FastifyReply, code: number, text: string): FastifyReply {
  return reply
    .code(code)
    .headers({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
    .send(text)
}

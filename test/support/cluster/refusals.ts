import type { Test } from 'tap'
import type { AuditEvent } from '../../../apiserver/audit/event.ts'
import type { Reply } from '../../apiserver/http/support/client.ts'
import { eventually } from '../processes.ts'
import { auditIdOf, endOf } from './audit.ts'

/** A request that was refused, and what has to be written down of it. */
export interface Refusal {
  readonly what: string
  readonly reply: Reply
  /** Undefined: nobody, for the credential was none. */
  readonly user: string | undefined
  readonly verb?: string
  /** Where it came from, the client first. */
  readonly sourceIPs: readonly string[]
  /** What must not be written down. */
  readonly secrets?: readonly string[]
}

export interface CheckOptions {
  /** The log is of somebody who only passed it on, and may not have the answer. */
  readonly anyCode?: boolean
}

/** Holds refused requests against the log of who refused them, which `log` reads. */
export async function checkRefusals(
  t: Test,
  log: () => string,
  refusals: readonly Refusal[],
  { anyCode = false }: CheckOptions = {},
): Promise<void> {
  for (const { what, reply, user, verb, sourceIPs, secrets = [] } of refusals) {
    const id = auditIdOf(reply)
    const event = await eventually(`${what} is written down (${id})`, () => endOf(log(), id), 30_000)
    t.match(event, { level: 'Metadata', requestURI: /^\//, verb: verb ?? /./ }, what)
    t.equal(event.user.username, user, `${what}: who`)
    t.strictSame(event.sourceIPs, sourceIPs, `${what}: from where`)
    for (const secret of secrets) t.notOk(log().includes(secret), `${what}: a secret`)
    if (!anyCode) checkDecision(t, event, { what, code: reply.code })
  }
}

function checkDecision(
  t: Test,
  { responseStatus, annotations }: AuditEvent,
  { what, code }: { readonly what: string; readonly code: number },
): void {
  t.equal(responseStatus?.code, code, `${what}: the code`)
  if (code === 403) t.equal(annotations?.['authorization.k8s.io/decision'], 'forbid', `${what}: the decision`)
}

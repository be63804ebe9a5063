import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditEvent } from '../../../apiserver/audit/event.ts'
import type { Reply } from '../../apiserver/http/support/client.ts'
import { stateDirFor } from '../aranya.ts'
import type { Teardown } from '../aranya.ts'

/** The audit log of kube-apiserver. */
export interface ClusterAudit {
  /** For `startCluster`. */
  readonly flags: readonly string[]
  /** All that is in it. */
  log(): string
}

/** What the cluster does by itself is not of interest. */
const policy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', users: ['system:apiserver', 'system:kube-controller-manager'] },
    { level: 'None', userGroups: ['system:serviceaccounts:kube-system', 'system:serviceaccounts:aranya-system'] },
    { level: 'Metadata' },
  ],
}

/** Lets kube-apiserver write down who asks what. */
export function auditOfCluster(t: Teardown): ClusterAudit {
  const dir = stateDirFor(t)
  const [path, policyPath] = [join(dir, 'audit.log'), join(dir, 'policy.yaml')]
  writeFileSync(path, '')
  writeFileSync(policyPath, JSON.stringify(policy))
  return {
    flags: [`--audit-log-path=${path}`, `--audit-policy-file=${policyPath}`],
    log: () => readFileSync(path, 'utf8'),
  }
}

/** By which a request is known in the audit logs. */
export function auditIdOf(reply: Pick<Reply, 'headers'>): string {
  const [id = '', ...others] = new Set(auditIds(reply))
  if (others.length > 0) throw new Error(`one answer with several audit ids: ${others.join()}`)
  return id
}

/** Whether kube-apiserver had the answer from aranya: each of them says the id. */
export function isPassedOn(reply: Pick<Reply, 'headers'>): boolean {
  return auditIds(reply).length > 1
}

const auditIds = ({ headers }: Pick<Reply, 'headers'>): readonly string[] => String(headers['audit-id']).split(', ')

/** The events of a request, out of an audit log or of a log that has audit events as well; whole lines alone. */
export function eventsOf(log: string, auditId: string): readonly AuditEvent[] {
  return log
    .slice(0, log.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.startsWith('{"kind":"Event"') && line.includes(auditId))
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter(({ auditID }) => auditID === auditId)
}

/** The one that tells how the request ended. */
export function endOf(log: string, auditId: string): AuditEvent | undefined {
  return eventsOf(log, auditId).find(({ stage }) => stage === 'ResponseComplete')
}

import { authenticatedGroup } from '../auth/groups.ts'
import type { AuditPolicy } from './policy.ts'

/**
 * Where no policy is given: who did what, and what came of it, of everything but probes and discovery, which every
 * kubectl and the aggregator repeat all day. Who asks for discovery without a valid credential is written down.
 */
export const defaultAuditPolicy: AuditPolicy = {
  omitStages: ['RequestReceived'],
  omitManagedFields: false,
  rules: [
    { level: 'None', nonResourceURLs: ['/healthz*', '/livez*', '/readyz*'] },
    {
      level: 'None',
      userGroups: [authenticatedGroup],
      verbs: ['get', 'head'],
      nonResourceURLs: ['/', '/version', '/api', '/api/*', '/apis', '/apis/*', '/openapi/*'],
    },
    { level: 'Metadata' },
  ],
}

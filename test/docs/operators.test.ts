import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import t from 'tap'
import type { Test } from 'tap'
import { joinCommand, runCommand } from '../../agent/cli/command-line.ts'
import { allowable } from '../../agent/features.ts'
import { createReviewMetrics } from '../../apiserver/auth/delegated/metrics.ts'
import { createAuditMetrics } from '../../apiserver/audit/metrics.ts'
import { createMetrics } from '../../apiserver/devices/metrics.ts'
import { createRequestMetrics } from '../../apiserver/http/metrics.ts'
import { serveCommand } from '../../apiserver/cli/serve-flags.ts'
import { createStreamMetrics } from '../../apiserver/streaming/session/metrics.ts'
import { userCreateCommand } from '../../apiserver/cli/user.ts'

const read = (name: string): string => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')

/** The rows of all tables whose first cell is code, and the cells of each. */
function rows(text: string): Map<string, readonly string[]> {
  const lines = text.split('\n').filter((line) => line.startsWith('| `'))
  const cells = lines.map((line) => line.split('|').map((cell) => cell.trim()))
  return new Map(cells.map(([, name = '', ...rest]) => [name.replaceAll('`', ''), rest]))
}

const flagsIn = (table: Iterable<string>): string[] => [...table].filter((name) => name.startsWith('--')).toSorted()

/** What a document says under a heading of the second level. */
function section(text: string, heading: string): string {
  return text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
}

interface Flag {
  readonly name: string
  readonly fallback?: string | undefined
}

function sameFlags(t: Test, text: string, flags: readonly Flag[]): void {
  const table = rows(text)
  t.strictSame(flagsIn(table.keys()), flags.map(({ name }) => `--${name}`).toSorted())
  for (const { name, fallback } of flags)
    if (fallback !== undefined) t.equal(table.get(`--${name}`)?.[0], `\`${fallback}\``, name)
}

t.test('the flags of the server, and their defaults, are those of its help', async (t) => {
  sameFlags(t, section(read('server.md'), 'Flags'), serveCommand.flags)
})

t.test('the flags that make a user are those of its help', async (t) => {
  sameFlags(t, section(read('server.md'), 'Users'), userCreateCommand.flags)
})

t.test('the flags of the agent, and their defaults, are those of its help', async (t) => {
  sameFlags(t, section(read('agent.md'), 'Join'), joinCommand.flags)
  sameFlags(t, section(read('agent.md'), 'Run'), runCommand.flags)
})

t.test('every word that an agent can be told to allow is explained', async (t) => {
  const words = rows(section(read('agent.md'), 'What `--allow` means'))
  t.strictSame([...words.keys()].toSorted(), [...allowable].toSorted())
})

t.test('every metric of our own is explained', async (t) => {
  const registry = new Registry()
  createMetrics({ registry, connected: () => 0, sessions: () => 0, connections: () => 0 })
  createRequestMetrics(registry)
  createStreamMetrics(registry)
  createAuditMetrics(registry, () => 0)
  createReviewMetrics(registry)
  const table = rows(read('server.md'))
  const explained = [...table.keys()].filter((name) => name.startsWith('aranya_')).toSorted()
  const served = (await registry.getMetricsAsJSON()).map(({ name }) => name)
  t.strictSame(explained, served.toSorted())
})

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { agentsPart } from './agents/agents-part.ts'
import type { Part, Scale } from './harness/part.ts'
import { muxPart } from './mux/mux-part.ts'
import { requestsPart } from './requests/requests-part.ts'
import { execPart } from './streams/exec-part.ts'
import { logPart } from './streams/log-part.ts'
import { portForwardPart } from './streams/portforward-part.ts'

/** All parts, in the order in which they run. */
const parts: readonly Part[] = [requestsPart, muxPart, execPart, logPart, portForwardPart, agentsPart]

interface BenchOptions {
  readonly parts: readonly Part[]
  readonly scale: Scale
  /** Where the figures go as JSON. */
  readonly json: string
  /** Where CPU profiles of all processes go; absent: nowhere. */
  readonly profile?: string
  /** Prints the figures of an earlier run, and measures nothing. */
  readonly markdown: boolean
  readonly help: boolean
}

/** A mistake in how the program was called. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const defaultJson = '.cache/bench.json'

export const usage = `Usage: hack/bench.sh [flags] [PART…]

Measures aranya against peers that do the same work in the same run, and prints a table of ratios and budgets. All parts
without PART; about ten minutes on two cores. A budget that is missed is marked, and no failure.

Parts:
${parts.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`).join('\n')}

Flags:
  --full        more rounds and larger sizes: takes several times as long
  --tiny        as little as shows that all works; the figures mean nothing
  --json FILE   where the figures go (default: ${defaultJson})
  --markdown    prints the table of an earlier run, whose figures are in FILE, for docs/performance.md; measures nothing
  --profile DIR CPU profiles of the programs and their peers go there; the figures are lower then
  --help        this text
`

/** Throws UsageError. */
export function parseCommandLine(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args)
  const unknown = positionals.find((name) => !parts.some((part) => part.name === name))
  if (unknown !== undefined) throw new UsageError(`there is no part ${JSON.stringify(unknown)}; see --help`)
  return {
    parts: positionals.length === 0 ? parts : parts.filter(({ name }) => positionals.includes(name)),
    scale: values.tiny === true ? 'tiny' : values.full === true ? 'full' : 'default',
    json: values.json ?? defaultJson,
    ...(values.profile !== undefined && { profile: resolve(values.profile) }),
    markdown: values.markdown === true,
    help: values.help === true,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        full: { type: 'boolean' },
        tiny: { type: 'boolean' },
        json: { type: 'string' },
        profile: { type: 'string' },
        markdown: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/\. |\n/)[0]}; see --help`, { cause: error })
  }
}

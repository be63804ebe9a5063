#!/usr/bin/env node
import { serveHelp } from './options.ts'
import { parseServeConfig, UsageError } from './config.ts'
import { serve } from './serve.ts'
import { readVersion } from './version.ts'

/** `aranya`: the first argument is the command. Exit codes: 0 done, 1 failed, 2 called wrongly. */

const usage = `Usage: aranya COMMAND

Serves edge devices as Kubernetes objects, and gives kubectl a way into them.

Commands:
  serve      serve the Kubernetes API and the port that agents connect to

Flags:
  --help     this text; aranya COMMAND --help tells of a command
  --version  the version`

async function main([command, ...args]: readonly string[]): Promise<void> {
  const wantsHelp = args.includes('--help') || args.includes('-h')
  if (command === 'serve' && wantsHelp) return print(serveHelp())
  if (command === 'serve') return serve(parseServeConfig(args))
  if (command === '--version') return print(readVersion())
  if (command === '--help' || command === '-h' || command === 'help') return print(usage)
  throw new UsageError(
    command === undefined ? 'no command; see aranya --help' : `unknown command ${command}; see aranya --help`,
  )
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`aranya: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(error instanceof UsageError ? 2 : 1)
}

import type { Writable } from 'node:stream'
import { MuxError } from '../../../proto/mux/errors.ts'
import { FileChain } from './file-chain.ts'
import { toFileError } from './file-error.ts'
import { carriesTimes, findTail, timeBefore } from './find-tail.ts'
import { LineFormat } from './line-format.ts'
import { LogFile } from './log-file.ts'
import { needsTimes } from './log-options.ts'
import type { LogOptions } from './log-options.ts'
import { LogSink } from './log-sink.ts'
import type { LogSource } from './log-source.ts'
import { openCopy } from './file-copies.ts'
import { previousPath } from './rotated-files.ts'

export interface FileSourceOptions {
  /** Absolute. */
  readonly path: string
  /** For messages: `container "syslog" in pod "edge-1"`. */
  readonly title: string
  readonly options: LogOptions
}

/** A log that is a file. The agent's user reads it: whoever wrote the VirtualPod grants that. */
export function createFileSource(source: FileSourceOptions): LogSource {
  return {
    check: () => check(source),
    write: (sink, signal) => write(source, sink, signal),
  }
}

async function check(source: FileSourceOptions): Promise<void> {
  const file = await openFirst(source)
  if (!file) return
  try {
    if (!needsTimes(source.options) || (await carriesTimes(file))) return
    const options = 'timestamps, sinceSeconds and sinceTime'
    throw new MuxError('invalid', `${options} need lines that carry a time, and those of ${source.title} do not`)
  } catch (error) {
    throw toFileError(source.path, error)
  } finally {
    await file.close()
  }
}

/** Undefined when there is no such file yet and it is to be followed. */
async function openFirst({ path, title, options }: FileSourceOptions): Promise<LogFile | undefined> {
  try {
    return await LogFile.open(options.previous ? await previousPath(path) : path)
  } catch (error) {
    if (!(error instanceof MuxError) || error.code !== 'not-found') throw toFileError(path, error)
    if (options.follow) return undefined
    // In the kubelet's words.
    if (options.previous) throw new MuxError('invalid', `previous terminated ${title} not found`, { cause: error })
    throw error
  }
}

async function write(source: FileSourceOptions, output: Writable, signal: AbortSignal): Promise<void> {
  const { path, options } = source
  const file = await openFirst(source)
  const chain = options.follow ? await FileChain.open(path, file) : undefined
  try {
    const end = (await file?.size()) ?? 0
    const format = await begin(file, end, { options, signal })
    const sink = new LogSink({ sink: output, format, signal, ...options })
    if (chain) await follow(chain, sink, signal)
    else if (file) await readToEnd(file, end, sink)
    await sink.flush()
  } catch (error) {
    throw signal.aborted ? error : toFileError(path, error)
  } finally {
    await (chain ?? file)?.close()
  }
}

/** Moves to where the reading begins. */
async function begin(
  file: LogFile | undefined,
  size: number,
  { options, signal }: { readonly options: LogOptions; readonly signal: AbortSignal },
): Promise<LineFormat | undefined> {
  const { tailLines, timestamps, sinceMs } = options
  if (file && tailLines !== undefined) await file.seek(await findTail(file, { size, lines: tailLines, signal }))
  if (!needsTimes(options)) return undefined
  const lastTime = file && (await timeBefore(file, file.offset))
  return new LineFormat({ timestamps, sinceMs, lastTime })
}

/** What was there when it was asked for: a log that grows faster than its reader reads has an end all the same. */
async function readToEnd(first: LogFile, end: number, sink: LogSink): Promise<void> {
  let file = first
  try {
    while (!sink.full) {
      const result = await file.read(end)
      if (result.kind === 'end') return
      if (result.kind === 'data') await sink.write(result.bytes)
      else file = await copyOf(file, first)
    }
  } finally {
    if (file !== first) await file.close()
  }
}

async function copyOf(file: LogFile, first: LogFile): Promise<LogFile> {
  const copy = file === first ? await openCopy(file) : undefined
  if (copy) return copy
  throw new MuxError('unavailable', 'the log was truncated before it was read to its end, so that lines are missing')
}

async function follow(chain: FileChain, sink: LogSink, signal: AbortSignal): Promise<void> {
  while (!sink.full) {
    signal.throwIfAborted()
    chain.check()
    const { version } = chain
    const result = await chain.read()
    if (result.kind === 'data') await sink.write(result.bytes)
    else if (result.kind === 'truncated') await chain.recover()
    else if (!(await chain.advance())) await chain.changed(version, signal)
  }
}

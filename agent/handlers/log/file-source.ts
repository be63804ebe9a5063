import type { Writable } from 'node:stream'
import { MuxError } from '../../../proto/mux/errors.ts'
import { FileChain } from './file-chain.ts'
import { openCopy } from './file-copies.ts'
import { LogFile, toFileError } from './log-file.ts'
import { LineFormat, maxHeadBytes, parseLineTime } from './line-format.ts'
import { needsTimes } from './log-source.ts'
import type { LogOptions, LogSource } from './log-source.ts'
import { LogSink } from './log-sink.ts'
import { previousPath } from './rotated-files.ts'

interface FileSourceOptions {
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

const blockBytes = 64 * 1024
/** How far back a line's time may be from the lines that belong to it. */
const lookBackBytes = 256 * 1024
const newline = 10

interface TailOptions {
  /** Of the file, in bytes. */
  readonly size: number
  readonly lines: number
  readonly signal: AbortSignal
}

/**
 * Where the last `lines` lines of a file begin, read from its end in blocks. A last line without its end counts. Rejects with
 * the signal's reason: a file with few ends of lines is read for long.
 */
async function findTail(file: LogFile, tail: TailOptions): Promise<number> {
  const { size, lines, signal } = tail
  if (lines <= 0) return size
  let missing = lines
  // The last byte, if it ends a line, ends the last one.
  for (let end = size - 1; end > 0; end -= blockBytes) {
    signal.throwIfAborted()
    const start = Math.max(0, end - blockBytes)
    const block = await file.readAt(start, end - start)
    for (let at = block.lastIndexOf(newline); at >= 0; at = at === 0 ? -1 : block.lastIndexOf(newline, at - 1)) {
      if (--missing === 0) return start + at + 1
    }
  }
  return 0
}

/** The last time that the lines before `offset` carry, among those that begin not too far from it. */
async function timeBefore(file: LogFile, offset: number): Promise<number | undefined> {
  const start = Math.max(0, offset - lookBackBytes)
  const lines = linesOf(await file.readAt(start, offset - start), start === 0)
  for (const line of lines.reverse()) {
    const time = parseLineTime(line, Date.now())
    if (time !== undefined) return time
  }
  return undefined
}

/** Whether lines of the file carry times, by those at its beginning and at its end; true when it is empty. */
async function carriesTimes(file: LogFile): Promise<boolean> {
  const size = await file.size()
  if (size === 0) return true
  const head = linesOf(await file.readAt(0, Math.min(size, blockBytes)), true)
  if (head.some((line) => parseLineTime(line, Date.now()) !== undefined)) return true
  return (await timeBefore(file, size)) !== undefined
}

/** The beginning of each line; without the first, where that may be a part of one. */
function linesOf(block: Buffer, isWhole: boolean): string[] {
  const lines: string[] = []
  for (let at = isWhole ? 0 : block.indexOf(newline) + 1; at < block.length;) {
    const end = block.indexOf(newline, at)
    const next = end < 0 ? block.length : end + 1
    lines.push(block.toString('latin1', at, Math.min(next, at + maxHeadBytes)))
    at = next
  }
  return lines
}

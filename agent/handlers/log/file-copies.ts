import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { toFileId } from './log-file.ts'
import type { LogFile } from './log-file.ts'
import { idAt, openIfThere, siblings } from './rotated-files.ts'

/** Names that are looked at, and of them the newest copies. */
const maxSiblings = 256
const maxCopies = 32
/** How often it is tried again when the names have changed their meaning meanwhile. */
const maxAttempts = 8
/** Numbers and dates, as logrotate puts them after a name; nothing that is compressed. */
const rotatedSuffix = /^[-._][\dT:_.-]*\d$/

/** A file beside a log that may be a copy of it, made before that was truncated. */
interface FileCopy {
  readonly path: string
  /** As LogFile's. */
  readonly id: string
  readonly key: string
  readonly modifiedNs: bigint
}

/** Keys of what stands beside the file. */
export async function knownCopies(file: LogFile): Promise<Set<string>> {
  return new Set((await listCopies(file)).map(({ key }) => key))
}

/** The copy that was made of a file before that was truncated; it goes on where the file was read to. */
export async function openCopy(file: LogFile): Promise<LogFile | undefined> {
  return openFirst(
    file,
    (copies) => copies.toReversed(),
    (copy) => copy.continueFrom(file),
  )
}

export interface MissedQuery {
  /** What the file begins with now; empty when it is. */
  readonly head: Buffer
  /** Files that are not of interest, by key. */
  readonly known: ReadonlySet<string>
  /** The time of the last that was read. */
  readonly sinceNs: bigint
}

/**
 * The oldest copy that was made since of a file of which nothing was read yet: the file was filled, copied and truncated
 * before it was looked at. A copy that begins as the file does is one of what still stands there.
 */
export async function openMissedCopy(
  file: LogFile,
  { head, known, sinceNs }: MissedQuery,
): Promise<LogFile | undefined> {
  if ((await idAt(file.realPath)) !== file.id) return undefined
  // The file is truncated after it was copied: what is newer is something else, or not complete yet.
  const truncatedNs = await file.lastModified()
  const isMissed = ({ key, modifiedNs }: FileCopy): boolean =>
    modifiedNs > sinceNs && modifiedNs <= truncatedNs && !known.has(key)
  return openFirst(
    file,
    (copies) => copies.filter(isMissed),
    async (opened) => {
      const start = await opened.readAt(0, Math.max(head.length, 1))
      const length = Math.min(start.length, head.length)
      return start.length > 0 && (length === 0 || !start.subarray(0, length).equals(head.subarray(0, length)))
    },
  )
}

/** Opens the first of the files for which `fits`; none is left open besides. */
async function openFirst(
  file: LogFile,
  choose: (copies: readonly FileCopy[]) => readonly FileCopy[],
  fits: (opened: LogFile) => Promise<boolean>,
): Promise<LogFile | undefined> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    let isStale = false
    for (const copy of choose(await listCopies(file))) {
      const opened = await openIfThere(copy.path)
      if (opened?.id === copy.id && (await fitsOrCloses(opened, fits))) return opened
      isStale ||= opened?.id !== copy.id
      await opened?.close()
      if (isStale) break
    }
    if (!isStale) return undefined
  }
  return undefined
}

/** Rejects as `fits` does, with the file closed. */
async function fitsOrCloses(opened: LogFile, fits: (opened: LogFile) => Promise<boolean>): Promise<boolean> {
  return fits(opened).catch(async (error: unknown) => {
    await opened.close()
    throw error
  })
}

/** Oldest first. Of one moment: while names are shifted, a file has none, or two, for somebody who lists them. */
async function listCopies(file: LogFile): Promise<readonly FileCopy[]> {
  let before = await listOnce(file)
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const now = await listOnce(file)
    if (isSame(before, now)) return now
    before = now
  }
  return before
}

async function listOnce(file: LogFile): Promise<readonly FileCopy[]> {
  const directory = dirname(file.realPath)
  const own = basename(file.realPath)
  const names = (await siblings(file.realPath)).filter((name) => rotatedSuffix.test(name.slice(own.length)))
  const copies: FileCopy[] = []
  for (const name of names.slice(0, maxSiblings)) {
    const path = join(directory, name)
    const stats = await stat(path, { bigint: true }).catch(() => undefined)
    if (!stats?.isFile()) continue
    const ids = toFileId(stats)
    if (ids.id !== file.id) copies.push({ path, ...ids, modifiedNs: stats.mtimeNs })
  }
  return copies.toSorted((one, other) => Number(one.modifiedNs - other.modifiedNs)).slice(-maxCopies)
}

function isSame(one: readonly FileCopy[], other: readonly FileCopy[]): boolean {
  const same = (copy: FileCopy, index: number): boolean =>
    copy.path === other[index]?.path && copy.id === other[index].id
  return one.length === other.length && one.every(same)
}

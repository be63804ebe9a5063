/** What a client of `kubectl cp` asks for. */
export type CopyCommand =
  | {
      readonly kind: 'create'
      readonly directory?: string
      readonly path: string
      /** As after `tail -c+N`: where the output begins, from 1. Its status then is that of tail. */
      readonly from?: number
    }
  | {
      readonly kind: 'extract'
      readonly directory?: string
      /** False with `m`: files are as old as their copy. */
      readonly keepTimes: boolean
      /** False: owners and permissions are those of any file that the user makes. */
      readonly keepOwners: boolean
    }
  | { readonly kind: 'is-directory'; readonly path: string }

/** A command that can be answered, and the programs that would do so where they are there. */
export interface RecognizedCopy {
  readonly copy: CopyCommand
  readonly programs: readonly string[]
}

/**
 * Recognizes what the `cp` of kubectl 1.20 to 1.36 and of @kubernetes/client-node execute, word by word; undefined for
 * everything else. k8s.io/kubectl, pkg/cmd/cp/cp.go; client-node, src/cp.ts.
 */
export function recognizeCopy(argv: readonly string[]): RecognizedCopy | undefined {
  const [program, ...args] = argv
  if (program === 'tar') return withPrograms(recognizeTar(args), ['tar'])
  if (program === 'test') return withPrograms(recognizeTest(args), ['test'])
  if (program === 'sh') return withPrograms(recognizeResume(args), ['sh', 'tar', 'tail'])
  return undefined
}

function withPrograms(copy: CopyCommand | undefined, programs: readonly string[]): RecognizedCopy | undefined {
  return copy && { copy, programs }
}

function recognizeTar(args: readonly string[]): CopyCommand | undefined {
  const preserving = args[0] === '--no-same-permissions' && args[1] === '--no-same-owner' ? 2 : 0
  const [letters = '', file, ...operands] = args.slice(preserving)
  if (file !== '-') return undefined
  const keepOwners = preserving === 0
  if (/^-?cf$/.test(letters) && keepOwners) return recognizeCreate(operands)
  if (/^-?xm?f$/.test(letters)) return recognizeExtract(operands, { keepTimes: !letters.includes('m'), keepOwners })
  return undefined
}

/** `[-C DIR] PATH` */
function recognizeCreate(operands: readonly string[]): CopyCommand | undefined {
  const [directory, path] = operands.length === 3 && operands[0] === '-C' ? operands.slice(1) : [undefined, operands[0]]
  if (directory === undefined && operands.length !== 1) return undefined
  if (!isOperand(path)) return undefined
  return { kind: 'create', path, ...(directory !== undefined && { directory }) }
}

/** `[-C DIR]` */
function recognizeExtract(
  operands: readonly string[],
  options: { readonly keepTimes: boolean; readonly keepOwners: boolean },
): CopyCommand | undefined {
  if (operands.length === 0) return { kind: 'extract', ...options }
  const [flag, directory, ...others] = operands
  if (flag !== '-C' || !directory || others.length > 0) return undefined
  return { kind: 'extract', directory, ...options }
}

/** One that begins with a dash would be an option to tar. */
function isOperand(path: string | undefined): path is string {
  return path !== undefined && path !== '' && !path.startsWith('-')
}

function recognizeTest(args: readonly string[]): CopyCommand | undefined {
  const [flag, path, ...others] = args
  return flag === '-d' && path !== undefined && others.length === 0 ? { kind: 'is-directory', path } : undefined
}

/** Of `kubectl cp --retries`; newer ones quote the path, and the newest set a trap. */
const resume = /^(?:trap 'kill 0' TERM; )?tar cf - (\S|\S.*\S) \| tail -c\+(\d{1,15})$/s
/** Words in which no shell sees anything but the word. */
const plainWord = /^[^\s'"\\$`;&|<>()*?[\]{}~#!^]+$/
const quotedWord = /^'((?:[^']|'\\'')*)'$/

function recognizeResume(args: readonly string[]): CopyCommand | undefined {
  const [flag, script = '', ...others] = args
  const [, word = '', from] = resume.exec(script) ?? []
  if (flag !== '-c' || others.length > 0 || from === undefined) return undefined
  const path = plainWord.test(word) ? word : quotedWord.exec(word)?.[1]?.replaceAll(`'\\''`, `'`)
  return isOperand(path) ? { kind: 'create', path, from: Math.max(Number(from), 1) } : undefined
}

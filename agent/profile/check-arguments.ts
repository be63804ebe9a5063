import { MuxError } from '../../proto/mux/errors.ts'

/** Linux' limit for one argument or variable, MAX_ARG_STRLEN: 32 pages, with the byte that ends it. */
const maxStringBytes = 32 * 4096 - 1

/** Throws MuxError `invalid` for words that no process can be given. */
export function checkArguments(argv: readonly string[]): void {
  if (argv.length === 0 || argv[0] === '') throw new MuxError('invalid', 'no command was given')
  if (argv.some((word) => word.includes('\0')))
    throw new MuxError('invalid', 'an argument contains a NUL byte, which no process can be given')
  const long = argv.findIndex((word) => Buffer.byteLength(word) > maxStringBytes)
  if (long >= 0)
    throw new MuxError('invalid', `exec: argument ${long} is longer than the ${maxStringBytes} bytes that Linux takes`)
}

import type { Report } from './report.ts'

/** A name within an archive: neither absolute, nor through a parent directory, so that it stays where it is extracted. */
export function toMemberName(path: string, report: Report): string {
  const { prefix, rest } = splitName(path)
  if (prefix !== '') report.notice(`Removing leading \`${prefix}' from member names`)
  return rest === '' ? '.' : rest
}

/** As GNU tar: everything up to the last `..`, and the slashes after that. */
function splitName(path: string): { readonly prefix: string; readonly rest: string } {
  const prefix = /^(?:.*\/)?\.\.(?=\/|$)\/*|^\/+/s.exec(path)?.[0] ?? ''
  return { prefix, rest: path.slice(prefix.length) }
}

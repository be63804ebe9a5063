import { ClusterError } from '../client/errors.ts'

/** Yields each line that is not empty. Throws ClusterError `malformed` where one is longer than `maxBytes`. */
export async function* readLines(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<string> {
  let held: Buffer[] = []
  let heldBytes = 0
  for await (const chunk of source) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...held, chunk.subarray(start, end)]).toString()
      held = []
      heldBytes = 0
      start = end + 1
      if (line !== '') yield line
    }
    held.push(chunk.subarray(start))
    heldBytes += chunk.length - start
    if (heldBytes > maxBytes) throw new ClusterError('malformed', `an event of a watch exceeds ${maxBytes} bytes`)
  }
}

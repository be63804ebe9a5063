import type { Readable } from 'node:stream'
import { extract } from 'tar-stream'
import { Extraction } from './extraction.ts'
import type { ExtractionOptions } from './extraction.ts'
import type { Report } from './report.ts'

/** Extracts an archive into the working directory. What goes wrong is reported; resolves in any case. */
export async function extractArchive(source: Readable, report: Report, options: ExtractionOptions): Promise<void> {
  const extraction = await Extraction.open(report, options)
  const archive = extract()
  let isEmpty = true
  // From here to the loop nothing waits: whoever listens to `source` takes from it.
  source.once('data', () => (isEmpty = false))
  source.once('error', (error) => archive.destroy(error))
  source.pipe(archive)
  try {
    for await (const entry of archive) {
      await extraction.add(entry.header, entry as AsyncIterable<unknown> as AsyncIterable<Buffer>)
      entry.resume()
    }
    if (isEmpty) report.failArchive('This does not look like a tar archive')
  } catch (error) {
    report.failArchive(`The archive is damaged: ${(error as Error).message}`)
  }
  await extraction.finish()
  // A client that has more to send would keep this program.
  source.destroy()
}
